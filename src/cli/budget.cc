#include "cli/budget.h"

#include <random>

#include "cli/format.h"
#include "runtime/bench_rounds.h"
#include "runtime/bench_statistics.h"

namespace pyra {
namespace {

constexpr int kRounds = 3;
constexpr Turn kTurn{0.3, 5};

/// Pixels that differ: tokens of one colour would all tie.
std::vector<float> noise(std::int64_t count) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = normal(random);
  return values;
}

/// The median of three rounds, the schedules in turn so that noise hits all alike.
MeasureCalls time_engines(std::shared_ptr<const PackedModel> model, std::int64_t batch, int threads) {
  return [=](const std::vector<Rates>& schedules) {
    const VitConfig& config = model->config();
    const std::vector<float> images = noise(batch * 3 * config.image_height * config.image_width);
    std::vector<float> logits(static_cast<std::size_t>(batch * config.classes));
    std::vector<Engine> engines;
    for (const Rates& rates : schedules) engines.emplace_back(model, rates, EngineOptions{threads, {}});
    std::vector<TakeTurn> turns;
    for (const Engine& engine : engines) {
      turns.emplace_back([&] { return time_calls([&] { engine.run(images.data(), batch, logits.data()); }, kTurn); });
    }
    std::vector<double> ms;
    for (const auto& rounds : take_turns(turns, kRounds)) {
      std::vector<double> of_rounds;
      for (const auto& calls : rounds) of_rounds.push_back(median(calls));
      ms.push_back(1e3 * median(of_rounds));
    }
    return ms;
  };
}

}  // namespace

Budget mac_budget(const VitConfig& config, const std::string& option, double gmac) {
  return {option, gmac, std::make_unique<MacCost>(config), nullptr, {}};
}

Budget time_budget(std::shared_ptr<const PackedModel> model, const std::string& option, double milliseconds, std::int64_t batch,
                   const Console& console) {
  MeasureCalls measure = time_engines(model, batch, console.worker_threads());
  console.say("costs      timing a dozen schedules on this machine (nothing else should run)");
  auto cost = std::make_unique<LatencyCost>(model->config(), measure);
  console.say("costs      fitted within " + format(100 * cost->error(), 1) + " % on average");
  LatencyCost* latency = cost.get();
  return {option, milliseconds, std::move(cost), latency, std::move(measure)};
}

}  // namespace pyra
