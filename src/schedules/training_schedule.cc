#include "schedules/training_schedule.h"

#include <algorithm>

#include "schedules/schedule_shapes.h"

namespace pyra {

TrainingSchedule parse_training_schedule(const std::string& spelling, const VitConfig& config,
                                         const MeasureLatency& measure) {
  TrainingSchedule result;
  if (spelling != kElastic) {
    result.schedule = parse_schedule(spelling, config, measure);
    result.trained_rates = result.schedule.rates;
    return result;
  }
  const Schedule low = parse_schedule("low", config), high = parse_schedule("high", config);
  result.drawn = {low.rates, high.rates};
  for (const double speedup : {1.15, 1.35, 1.6, 1.9, 2.3, 2.8, 3.3}) {
    for (const double steepness : {0.0, 0.5, 1.0}) {
      std::vector<std::int64_t> rates = fit_rates(steepness, std::min(speedup, high.speedup()), config);
      const bool known = std::find(result.drawn.begin(), result.drawn.end(), rates) != result.drawn.end();
      if (!known && count_gmac(config, rates) >= high.gmac) result.drawn.push_back(std::move(rates));
    }
  }
  result.trained_rates.assign(static_cast<std::size_t>(config.depth), 0);
  for (const auto& rates : result.drawn) {
    for (std::size_t block = 0; block < rates.size(); ++block) {
      result.trained_rates[block] = std::max(result.trained_rates[block], rates[block]);
    }
  }
  result.schedule = make_schedule(kElastic, high.rates, config);
  result.schedule.notes = high.notes;
  return result;
}

}  // namespace pyra
