#include "bench/bench_rows.h"

#include <algorithm>

#include "pyra/error.h"

namespace pyra {
namespace {

bool merges(const BenchRow& row) {
  return std::any_of(row.rates.begin(), row.rates.end(), [](std::int64_t rate) { return rate > 0; });
}

}  // namespace

BenchRow make_row(const Schedule& schedule, std::int64_t batch, Precision precision) {
  BenchRow row;
  row.schedule = schedule.spelling;
  row.rates = schedule.rates;
  row.batch = batch;
  row.precision = precision;
  row.gmac = schedule.gmac;
  row.speedup_theoretical = schedule.speedup();
  return row;
}

void fill_rates(BenchRow& row, const std::vector<std::vector<double>>& rounds, const Peak& peak) {
  row.timing = summarise(rounds, row.batch);
  row.gflops = (row.train ? 4 : 2) * row.gmac * row.timing.img_per_s.median;
  row.peak_share = row.gflops / peak.gflops;
}

void fill_speedups(std::vector<BenchRow>& rows) {
  for (BenchRow& row : rows) {
    const auto plain = std::find_if(rows.begin(), rows.end(), [&](const BenchRow& other) {
      return !merges(other) && other.batch == row.batch && other.precision == row.precision &&
             other.train == row.train && other.checkpointing == row.checkpointing;
    });
    if (plain != rows.end()) row.speedup = row.timing.img_per_s.median / plain->timing.img_per_s.median;
  }
}

std::string describe_cell(const BenchRow& row) {
  return row.schedule + ", batch " + std::to_string(row.batch) + ", " + precision_name(row.precision) +
         (row.train ? ", training" : "") + (row.checkpointing ? " with checkpointing" : "");
}

const Peak& peak_in(const std::vector<Peak>& peaks, Precision precision) {
  for (const Peak& peak : peaks) {
    if (peak.precision == precision) return peak;
  }
  throw Failure("the machine's peak in " + precision_name(precision) + " was not measured");
}

}  // namespace pyra
