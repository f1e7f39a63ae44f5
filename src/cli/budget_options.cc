#include "cli/budget_options.h"

#include "cli/format.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "runtime/bench_rounds.h"
#include "runtime/bench_statistics.h"
#include "search/staircase.h"

namespace pyra {
namespace {

constexpr int kRounds = 3;
constexpr Turn kTurn{0.15, 3};

}  // namespace

MeasureCalls time_engines(std::shared_ptr<const PackedModel> model, std::int64_t batch, int threads) {
  return [=](const std::vector<Rates>& schedules) {
    const VitConfig& config = model->config();
    const std::vector<float> images(static_cast<std::size_t>(batch * 3 * config.image_height * config.image_width), 0.5F);
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

void BudgetOptions::define(CLI::App& app) {
  const char* group = "Budget (one of them)";
  auto* speedup = app.add_option("--speedup", speedup_, "so many times fewer multiply-adds than with every token kept");
  auto* gmac = app.add_option("--gmac", gmac_, "multiply-adds of one picture, 1e9");
  auto* latency = app.add_option("--latency-ms", latency_ms_, "milliseconds of one call of --batch pictures on this machine, --threads and --dtype as given");
  for (CLI::Option* option : {speedup, gmac, latency}) option->check(CLI::PositiveNumber)->group(group);
  speedup->excludes(gmac)->excludes(latency);
  gmac->excludes(latency);
  app.add_option("--batch", batch_, "pictures of a call whose time counts, with --latency-ms")->check(CLI::Range(1, 4096))->capture_default_str()->group(group);
}

BudgetOptions::Budget BudgetOptions::make(const VitConfig& config, const MeasureCalls& measure, const Console& console) const {
  Budget budget;
  const double whole = count_gmac(config, Rates(static_cast<std::size_t>(config.depth), 0));
  if (speedup_ > 0 || gmac_ > 0) {
    if (speedup_ > 0 && speedup_ < 1) throw InputError("--speedup " + format(speedup_, 3) + ": a speed-up is at least 1");
    budget.cost = std::make_unique<MacCost>(config);
    budget.value = gmac_ > 0 ? gmac_ : whole / speedup_;
    budget.unit = "GMAC";
  } else if (latency_ms_ > 0) {
    console.say("costs      timing a dozen schedules on this machine (nothing else should run)");
    auto cost = std::make_unique<LatencyCost>(config, measure);
    console.say("costs      fitted within " + format(100 * cost->error(), 1) + " % on average");
    budget.latency = cost.get();
    budget.cost = std::move(cost);
    budget.value = latency_ms_;
    budget.unit = "ms";
  } else {
    throw InputError("no budget given: name one of --speedup, --gmac, --latency-ms");
  }
  require_reachable(budget, config, measure);
  return budget;
}

void BudgetOptions::require_reachable(const Budget& budget, const VitConfig& config, const MeasureCalls& measure) const {
  const Rates steepest = steepest_rates(config);
  if (budget.cost->of(steepest) <= budget.value) return;
  const double least = count_gmac(config, steepest), whole = count_gmac(config, Rates(steepest.size(), 0));
  const std::string best = budget.latency != nullptr ? "--latency-ms " + format(measure({steepest}).front(), 3)
                           : speedup_ > 0            ? "--speedup " + format(whole / least, 2)
                                                     : "--gmac " + format(least, 4);
  throw InputError(text() + " is out of reach: with half of the tokens removed in every block this model comes to " + best);
}

std::string BudgetOptions::text() const {
  if (speedup_ > 0) return "--speedup " + format(speedup_, 3);
  if (gmac_ > 0) return "--gmac " + format(gmac_, 3);
  return "--latency-ms " + format(latency_ms_, 3);
}

}  // namespace pyra
