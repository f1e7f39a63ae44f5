#include <algorithm>

#include "base/text/numbers.h"
#include "bench/bench_rows.h"
#include "bench/machine_peak.h"
#include "cli/bench_output.h"
#include "cli/bench_words.h"
#include "cli/shown_table.h"
#include "show/table.h"

namespace pyra {
namespace {

std::string milliseconds(double value) { return fixed_number(value, value < 10 ? 2 : 1); }

std::string per_cent(double share) { return fixed_number(100 * share, 1); }

/// Of the process, or on the GPU.
std::string memory_text(const BenchRow& row) {
  const std::int64_t bytes = std::max(row.rss_bytes, row.device_bytes);
  return bytes > 0 ? fixed_number(static_cast<double>(bytes) / 1e6, 0) : "";
}

std::string peak_line(const Peak& peak) {
  const auto shape = std::max_element(peak.shapes.begin(), peak.shapes.end(),
                                      [](const auto& a, const auto& b) { return a.gflops < b.gflops; });
  return "peak " + precision_name(peak.precision) + ": " + fixed_number(peak.gflops, 0) + " GFLOP/s (" +
         shape->name + ", " + std::to_string(shape->rows) + " rows, " + shape->kernel +
         "; best single measurement " + fixed_number(peak.best, 0) +
         "; times measured: " + std::to_string(peak.sweeps) + ")\n";
}

}  // namespace

BenchTable bench_table(const BenchResult& result) {
  BenchTable table{{"schedule", "batch", "dtype", "img/s", "min-max", "p50 ms", "p90 ms", "p99 ms", "GMAC",
                    "executed", "GFLOP/s", "peak %", "speed-up", "in theory", "MB"},
                   {}};
  for (const BenchRow& row : result.rows) {
    const Timing& timing = row.timing;
    table.rows.push_back(
        {row.schedule, std::to_string(row.batch),
         precision_name(row.precision) + (row.train ? " train" : "") + (row.checkpointing ? "+ckpt" : ""),
         fixed_number(timing.img_per_s.median, 2),
         fixed_number(timing.img_per_s.min, 2) + "-" + fixed_number(timing.img_per_s.max, 2),
         milliseconds(timing.ms_p50), milliseconds(timing.ms_p90), milliseconds(timing.ms_p99),
         fixed_number(row.gmac, 3), row.train ? "" : fixed_number(row.gmac_executed, 3),
         fixed_number(row.gflops, 1), per_cent(row.peak_share),
         row.speedup ? fixed_number(*row.speedup, 2) : "", fixed_number(row.speedup_theoretical, 2),
         memory_text(row)});
  }
  return table;
}

BenchTable profile_table(const BenchRow& row) {
  BenchTable table{{"step", "ms", "share %", "GMAC", "GFLOP/s"}, {}};
  double total = 0;
  for (const StepTime& step : row.profile) total += step.ms;
  for (const StepTime& step : row.profile) {
    table.rows.push_back({step.step, fixed_number(step.ms, 3), per_cent(step.ms / total),
                          step.gmac > 0 ? fixed_number(step.gmac, 3) : "",
                          step.gmac > 0 ? fixed_number(2e3 * step.gmac / step.ms, 0) : ""});
  }
  table.rows.push_back({"all", fixed_number(total, 3), per_cent(1), "", ""});
  return table;
}

std::string bench_text(const BenchRecord& record) {
  const BenchTable table = bench_table(record.result);
  std::string text = shown_table({table.columns, table.rows}) + "\n";
  for (const Peak& peak : record.result.peaks) text += peak_line(peak);
  text += std::string("peak: ") + kPeakRule + "\n";
  for (const BreakEven& found : record.result.break_even) {
    text += "batch " + std::to_string(found.batch) + ", " + precision_name(found.precision) + ": " +
            describe_break_even(found) + "\n";
  }
  const MachineFacts& machine = record.machine;
  text += machine.cpu + ", " + std::to_string(machine.cores) + " cores, " + std::to_string(record.threads) +
          " threads, kernels " + machine.isa + ", oneDNN " + machine.onednn + ", pyra " + machine.pyra + "\n";
  if (record.gpu)
    text += "on " + record.gpu->name + ", CUDA " + record.gpu->runtime + ", driver for CUDA " +
            record.gpu->driver + "; times without copies from and to the host\n";
  for (const BenchRow& row : record.result.rows) {
    if (row.profile.empty()) continue;
    const BenchTable profile = profile_table(row);
    text += "\n" + describe_cell(row) + ": where the time of one call goes\n" +
            shown_table({profile.columns, profile.rows});
  }
  return text;
}

}  // namespace pyra
