#include "cli/budget.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "base/text/words.h"
#include "bench/bench_rounds.h"
#include "bench/bench_statistics.h"
#include "bench/other_work.h"
#include "cli/format.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "search/staircase.h"

namespace pyra {
namespace {

constexpr int kRounds = 3;
constexpr Turn kTurn{0.3, 5};
constexpr double kTrusted = 0.1;     // mean relative error of the formula; an idle machine gives 1 to 4 %
constexpr double kAgreement = 0.15;  // of two measurements of the same
constexpr double kFar = 4;
constexpr double kHopeless = 1000;  // times a budget: no other work explains that
constexpr double kOthers = 0.25;    // of the processors
constexpr int kAttempts = 3;

/// Pixels that differ: tokens of one colour would all tie.
std::vector<float> noise(std::int64_t count) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = normal(random);
  return values;
}

/// The median of three rounds, the schedules in turn so that noise hits all alike.
MeasureCalls time_engines(const PackedModel& model, std::int64_t batch, int threads) {
  return [=](const std::vector<Rates>& schedules) {
    const VitConfig& config = model.config();
    const std::vector<float> images = noise(batch * 3 * config.image_height * config.image_width);
    std::vector<float> logits(static_cast<std::size_t>(batch * config.classes));
    std::vector<Engine> engines;
    for (const Rates& rates : schedules) engines.emplace_back(model, rates, EngineOptions{threads, {}});
    std::vector<TakeTurn> turns;
    for (const Engine& engine : engines) {
      turns.emplace_back([&] { return time_calls([&] { engine.run(images, batch, logits); }, kTurn); });
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

Failure untrusted(const std::string& how) {
  return Failure("the times of this machine cannot be trusted: " + how +
                 ". Something else keeps it busy: try again when it is idle, or ask "
                 "for multiply-adds (--speedup, --gmac; schedule speedup=X)");
}

struct Ends {
  double whole, steepest;  // milliseconds
};

/// Timed twice: they have to agree, but for a budget that is far off both of them.
Ends time_ends(const Rates& steepest, double budget, const MeasureCalls& measure) {
  const std::vector<Rates> ends{Rates(steepest.size(), 0), steepest};
  std::vector<double> first, second;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    first = measure(ends);
    second = measure(ends);
    const auto agree = [&](std::size_t i) { return std::abs(first[i] / second[i] - 1) <= kAgreement; };
    const double slower = std::max(first[0], second[0]), faster = std::min(first[1], second[1]);
    const bool clear = slower <= budget / kFar || (faster > kHopeless * budget);
    if (clear || (agree(0) && agree(1) && faster < slower))
      return {(first[0] + second[0]) / 2, (first[1] + second[1]) / 2};
  }
  throw untrusted("with every token kept a call took " + format(first[0], 3) + " ms and then " +
                  format(second[0], 3) + " ms, with half of them removed in every block " +
                  format(first[1], 3) + " and " + format(second[1], 3));
}

/// Times again where something came between; gives up where the machine stays busy.
std::unique_ptr<LatencyCost> fit_latency(const VitConfig& config, const MeasureCalls& measure,
                                         const Console& console) {
  std::vector<std::string> errors;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto cost = std::make_unique<LatencyCost>(config, measure);
    const std::string error = format(100 * cost->error(), 1) + " %";
    if (cost->error() <= kTrusted) {
      console.say("costs      fitted within " + error + " on average");
      return cost;
    }
    console.say("costs      times fit a formula within " + error + " only; " +
                (attempt + 1 < kAttempts ? "timing them again" : "giving up"));
    errors.push_back(error);
  }
  throw untrusted("they fit a formula within " + joined(errors) + " on average, and " +
                  format(100 * kTrusted, 0) + " % is what a search needs");
}

}  // namespace

Budget mac_budget(const VitConfig& config, const std::string& option, double gmac) {
  return {option,
          gmac,
          count_gmac(config, Rates(static_cast<std::size_t>(config.depth), 0)),
          std::make_unique<MacCost>(config),
          nullptr,
          {}};
}

Budget time_budget(const PackedModel& model, const std::string& option, double milliseconds,
                   std::int64_t batch, const Console& console) {
  const VitConfig& config = model.config();
  const Rates steepest = steepest_rates(config);
  Budget budget{option,  milliseconds, 0,
                nullptr, nullptr,      time_engines(model, batch, console.worker_threads())};
  const OtherWork others;
  const Ends ends = time_ends(steepest, milliseconds, budget.measure);
  budget.whole = ends.whole;
  if (budget.needs_no_merging()) return budget;
  if (ends.steepest > milliseconds) {
    const double share = others.share().value_or(0);
    if (share > kOthers && ends.steepest < kHopeless * milliseconds) {
      throw untrusted(option + " is not met even with half of the tokens removed in every block (" +
                      format(ends.steepest, 3) + " ms), but other work took " + format(100 * share, 0) +
                      " % of the processors meanwhile");
    }
    throw InputError(
        option +
        " is out of reach: with half of the tokens removed in every block this model comes to --latency-ms " +
        format(ends.steepest, 3) + " here");
  }
  console.say("costs      timing a dozen schedules on this machine (nothing else should run)");
  auto cost = fit_latency(config, budget.measure, console);
  if (const double share = others.share().value_or(0); share > kOthers) {
    console.say("costs      other work took " + format(100 * share, 0) +
                " % of the processors meanwhile: these times are those of a busy machine");
  }
  budget.latency = cost.get();
  budget.cost = std::move(cost);
  return budget;
}

}  // namespace pyra
