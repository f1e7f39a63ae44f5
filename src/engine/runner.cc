#include "pyra/runner.h"

#include "base/text/words.h"
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

std::int64_t Runner::classes() const { return config().classes > 0 ? config().classes : config().features(); }
double Runner::gmac_executed() const { return executed_gmac(config(), rates()); }

void check_rates(const VitConfig& config, const std::vector<std::int64_t>& rates) {
  const Schedule schedule = make_schedule("", rates, config);
  if (schedule.rates != rates) {
    throw InputError("rates " + spell_rates(rates) + " remove more tokens than there are; at most " +
                     spell_rates(schedule.rates) + " fits");
  }
}

}  // namespace pyra
