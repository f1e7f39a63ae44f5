#include "cli/budget_options.h"

#include "cli/accepted.h"
#include "cli/format.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "search/staircase.h"

namespace pyra {

void BudgetOptions::define(Options& options) {
  const char* group = "Budget (one of them)";
  const Option speedup =
      options.add("--speedup", speedup_, "so many times fewer multiply-adds than with every token kept");
  const Option gmac = options.add("--gmac", gmac_, "multiply-adds of one picture, 1e9");
  const Option latency = options.add(
      "--latency-ms", latency_ms_,
      "milliseconds of one call of --batch pictures on this machine, --threads and --dtype as given");
  for (Option option : {speedup, gmac, latency}) option.check(number_above_zero()).group(group);
  speedup.excludes(gmac).excludes(latency);
  gmac.excludes(latency);
  options.add("--batch", batch_, "pictures of a call whose time counts, with --latency-ms")
      .check(whole_in(1, 4096))
      .needs(latency)
      .capture_default_str()
      .group(group);
}

Budget BudgetOptions::budget_of(const PackedModel& model, const Console& console) const {
  const VitConfig& config = model.config();
  if (speedup_ > 0) {
    if (speedup_ < 1) throw InputError("--speedup " + format(speedup_, 3) + ": a speed-up is at least 1");
    const double whole = count_gmac(config, Rates(static_cast<std::size_t>(config.depth), 0));
    return mac_budget(config, "--speedup " + format(speedup_, 3), whole / speedup_);
  }
  if (gmac_ > 0) return mac_budget(config, "--gmac " + format(gmac_, 3), gmac_);
  if (latency_ms_ > 0)
    return time_budget(model, "--latency-ms " + format(latency_ms_, 3), latency_ms_, batch_, console);
  throw InputError("no budget given: name one of --speedup, --gmac, --latency-ms");
}

Budget BudgetOptions::make(const PackedModel& model, const Console& console) const {
  Budget budget = budget_of(model, console);
  if (latency_ms_ > 0) return budget;  // the ends were timed first
  const double least = budget.cost->of(steepest_rates(model.config()));
  if (least <= budget.value) return budget;
  const std::string best =
      speedup_ > 0 ? "--speedup " + format(budget.whole / least, 2) : "--gmac " + format(least, 4);
  throw InputError(budget.option +
                   " is out of reach: with half of the tokens removed in every block this model comes to " +
                   best);
}

}  // namespace pyra
