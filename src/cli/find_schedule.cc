#include "cli/find_schedule.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <sstream>

#include "cli/format.h"
#include "cli/progress_options.h"
#include "pictures/load/loader_options.h"
#include "pyra/error.h"
#include "pyra/loader.h"
#include "reducers/list.h"
#include "show/progress.h"

namespace pyra {
namespace {

constexpr double kTolerance = 0.03;  // of a measured time below its budget
constexpr int kCorrections = 6;
constexpr double kForgiven = 0.98;  // what set_schedule() forgives an elastic model

Dataset thin(const Dataset& all, std::size_t count) {
  if (all.samples.size() <= count) return all;
  Dataset kept;
  for (std::size_t i = 0; i < count; ++i) kept.samples.push_back(all.samples[i * all.samples.size() / count]);
  return kept;
}

std::vector<Batch> load_pictures(const Dataset& dataset, const Preprocessing& preprocessing, int workers) {
  const auto transform = make_eval_transform(preprocessing);
  Loader loader(dataset, *transform, loader_options(preprocessing, workers));
  std::vector<Batch> pictures;
  while (auto batch = loader.next()) pictures.push_back(std::move(*batch));
  return pictures;
}

SearchResult search(const Console& console, const VitConfig& config, const Divergence& divergence,
                    const Budget& budget, int evaluations) {
  Progress line(std::cerr, stderr_is_terminal(), "search", evaluations, progress_options("schedules"));
  SearchObserver observer;
  observer.stop = console.stop;
  observer.tried = [&](int done, double best) {
    std::ostringstream text;
    text.precision(3);
    text << best;
    line.update(done, {{"KL", text.str()}});
  };
  SearchResult result = search_schedule(
      config, *budget.cost, [&](const Rates& rates) { return divergence.at(rates); },
      {budget.value, evaluations}, observer);
  line.finish();
  return result;
}

/// Measures what was found, and draws its shape anew until the measurement meets the budget: from below, and
/// closely.
void meet_time(SearchResult& result, const Divergence& divergence, Budget& budget, const VitConfig& config) {
  std::optional<Candidate> met;
  Candidate drawn = result.best;
  for (int i = 0; i < kCorrections; ++i) {
    drawn.cost = budget.measure({drawn.rates}).front();
    if (drawn.cost <= budget.value && (!met || drawn.cost > met->cost)) met = drawn;
    if (met && met->cost > (1 - kTolerance) * budget.value) break;
    budget.latency->correct(drawn.rates, drawn.cost);
    const auto rates = fit(drawn.shape, (1 - kTolerance / 2) * budget.value, *budget.cost, config);
    if (!rates || *rates == drawn.rates) break;
    drawn.rates = *rates;
  }
  if (!met) {
    throw Failure(budget.option + " is not met: the schedule found, " + spell_rates(drawn.rates) +
                  ", takes " + format(drawn.cost, 3) +
                  " ms, and times on this machine change too much to correct it. Try again when it is idle, "
                  "or ask for less");
  }
  if (met->rates != result.best.rates) {
    met->departure = divergence.at(met->rates);
    ++result.evaluations;
  }
  result.best = *met;
}

SearchResult every_token(const Console& console, const VitConfig& config, const Budget& budget) {
  const bool time = budget.measure != nullptr;
  console.say("budget     " + budget.option + " needs no merging: with every token kept the model comes to " +
              format(budget.whole, 3) + (time ? " ms here" : " GMAC"));
  const auto depth = static_cast<std::size_t>(config.depth);
  return {{"found", Staircase(depth, 0), Rates(depth, 0), budget.whole, {0, 1}}, {}, {}, 0};
}

}  // namespace

SearchResult find_schedule(const Console& console, const Task& task, const PackedModel& model,
                           const Preprocessing& preprocessing, const Dataset& dataset, Budget& budget,
                           const FindSettings& settings) {
  const VitConfig& config = model.config();
  if (budget.needs_no_merging()) return every_token(console, config, budget);
  const bool timed = budget.latency != nullptr;
  if (timed && settings.evaluations < 2)
    throw InputError("a budget of time needs 2 evaluations or more: the last one corrects what was found");
  const Dataset pictures = thin(dataset, static_cast<std::size_t>(settings.pictures));
  console.say("pictures   " + std::to_string(pictures.samples.size()) + ", labels unread");
  if (!dataset.left_out.empty())
    console.say("note       not read because of their ending: " + describe_left_out(dataset.left_out));
  const int threads = console.worker_threads();
  const Divergence divergence(task, model, load_pictures(pictures, preprocessing, threads), threads);
  SearchResult result = search(console, config, divergence, budget, settings.evaluations - (timed ? 1 : 0));
  if (timed) meet_time(result, divergence, budget, config);
  return result;
}

void check_elastic_budget(const InferenceModel& model, const Budget& budget) {
  if (model.elastic_to.empty() || budget.needs_no_merging()) return;
  const double least = budget.cost->of(model.elastic_to);
  if (budget.value >= kForgiven * least) return;
  const Schedule steepest = make_schedule("steepest", model.elastic_to, model.config);
  const std::string most = budget.latency != nullptr ? "about " + format(least, 2) + " ms"
                                                     : format(steepest.gmac, 3) + " GMAC, --speedup " +
                                                           format(steepest.speedup(), 2);
  throw InputError(budget.option +
                   " is more than this elastic adapter was trained for: its steepest schedule, " +
                   spell_rates(model.elastic_to) + ", comes to " + most + "; ask for no more than that");
}

void prepare_for_search(InferenceModel& model) {
  if (!find_reducer(model.reducer).merges) model.reducer = fallback_reducer().name;
  if (!find_reducer(model.reducer).bound_to_schedule || !model.elastic_to.empty()) return;
  throw InputError("the weights of reducer " + model.reducer +
                   " belong to the schedule they were trained at (" + spell_rates(model.trained_rates) +
                   "); search with --backbone and train at what is found");
}

}  // namespace pyra
