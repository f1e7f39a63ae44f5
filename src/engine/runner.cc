#include "pyra/runner.h"

#include "base/text/words.h"
#include "engine/batch_limit.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "schedules/executed_work.h"

namespace pyra {

std::string precision_name(Precision precision) {
  switch (precision) {
    case Precision::f32:
      return "f32";
    case Precision::bf16:
      return "bf16";
    case Precision::int8:
      return "int8";
  }
  return "unknown";
}

Precision parse_precision(const std::string& name) {
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8}) {
    if (precision_name(precision) == name) return precision;
  }
  refuse_unknown("dtype", name, {"f32", "bf16", "int8"});
}

namespace {

/// Throws InputError unless `given` numbers are those of a whole batch.
void check_size(const char* what, std::size_t given, std::int64_t batch, std::int64_t each) {
  if (given == static_cast<std::size_t>(batch * each)) return;
  throw InputError(std::string(what) + " of " + std::to_string(given) + " numbers; expected " +
                   std::to_string(batch * each) + ", " + std::to_string(each) + " for each of " +
                   std::to_string(batch) + " pictures");
}

}  // namespace

void Runner::run(std::span<const float> images, std::int64_t batch, const RunResults& results) const {
  check_batch(batch);
  check_size("images", images.size(), batch, image_numbers());
  const bool scores = !results.logits.empty();
  if (scores) check_size("logits", results.logits.size(), batch, classes());
  if (!results.features.empty()) check_size("features", results.features.size(), batch, features());
  if (!scores && results.features.empty() && results.followed == nullptr)
    throw InputError("nothing to write results to; expected logits, features or followed tokens");
  std::vector<float> unwanted(scores ? 0 : static_cast<std::size_t>(batch * classes()));
  run_pass({images.data(), batch, scores ? results.logits.data() : unwanted.data(), results.features.data(),
            results.followed, nullptr});
}

std::vector<StepTime> Runner::profile(std::span<const float> images, std::int64_t batch,
                                      std::span<float> logits) const {
  check_batch(batch);
  check_size("images", images.size(), batch, image_numbers());
  check_size("logits", logits.size(), batch, classes());
  std::vector<StepTime> times;
  run_pass({images.data(), batch, logits.data(), nullptr, nullptr, &times});
  return times;
}

std::int64_t Runner::classes() const { return config().classes > 0 ? config().classes : config().features(); }
std::int64_t Runner::features() const { return config().features() * (config().distilled ? 2 : 1); }
std::int64_t Runner::image_numbers() const { return 3 * config().image_height * config().image_width; }
void Runner::check_batch(std::int64_t batch) const { pyra::check_batch(config(), batch); }
std::int64_t Runner::most_pictures() const { return pyra::most_pictures(config()); }
double Runner::gmac_executed() const { return executed_gmac(config(), rates()); }

void check_rates(const VitConfig& config, const std::vector<std::int64_t>& rates) {
  const Schedule schedule = make_schedule("", rates, config);
  if (schedule.rates != rates) {
    throw InputError("rates " + spell_rates(rates) + " remove more tokens than there are; at most " +
                     spell_rates(schedule.rates) + " fits");
  }
}

}  // namespace pyra
