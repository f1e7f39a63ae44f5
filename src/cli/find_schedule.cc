#include "cli/find_schedule.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>

#include "cli/format.h"
#include "pyra/error.h"
#include "pyra/loader.h"
#include "pyra/progress.h"
#include "runtime/inference_model_reducers.h"

namespace pyra {
namespace {

constexpr double kTolerance = 0.015;  // of a measured time to its budget
constexpr int kCorrections = 5;
constexpr double kForgiven = 0.98;    // what set_schedule() forgives an elastic model

Dataset thin(const Dataset& all, std::size_t count) {
  if (all.samples.size() <= count) return all;
  Dataset kept;
  for (std::size_t i = 0; i < count; ++i) kept.samples.push_back(all.samples[i * all.samples.size() / count]);
  return kept;
}

std::vector<Batch> load_pictures(const Dataset& dataset, const Preprocessing& preprocessing, int workers) {
  const auto transform = make_eval_transform(preprocessing);
  LoaderOptions options;
  options.workers = workers;
  options.height = preprocessing.crop_height;
  options.width = preprocessing.crop_width;
  options.exif_rotation = preprocessing.exif_rotation;
  Loader loader(dataset, *transform, options);
  std::vector<Batch> pictures;
  while (auto batch = loader.next()) pictures.push_back(std::move(*batch));
  return pictures;
}

SearchResult search(const Console& console, const VitConfig& config, const Divergence& divergence, const Budget& budget, int evaluations) {
  ProgressOptions options;
  options.unit = "schedules";
  Progress line(std::cerr, stderr_is_terminal(), "search", evaluations, options);
  SearchObserver observer;
  observer.stop = console.stop;
  observer.tried = [&](int done, double best) {
    std::ostringstream text;
    text.precision(3);
    text << best;
    line.update(done, {{"KL", text.str()}});
  };
  SearchResult result = search_schedule(config, *budget.cost, [&](const Rates& rates) { return divergence.at(rates); },
                                        {budget.value, evaluations}, observer);
  line.finish();
  return result;
}

/// Measures what was found, and draws its shape anew until the measurement meets the budget.
void meet_time(SearchResult& result, const Divergence& divergence, Budget& budget, const VitConfig& config) {
  Candidate& best = result.best;
  for (int i = 0; i < kCorrections; ++i) {
    best.cost = budget.measure({best.rates}).front();
    const bool whole = std::all_of(best.rates.begin(), best.rates.end(), [](std::int64_t rate) { return rate == 0; });
    if (std::abs(best.cost / budget.value - 1) < kTolerance || (whole && best.cost < budget.value)) break;
    budget.latency->correct(best.rates, best.cost);
    const auto rates = fit(best.shape, budget.value, *budget.cost, config);
    if (!rates || *rates == best.rates) break;
    best.rates = *rates;
  }
  best.departure = divergence.at(best.rates);
}

}  // namespace

SearchResult find_schedule(const Console& console, const std::shared_ptr<const PackedModel>& model, const Preprocessing& preprocessing,
                           const Dataset& dataset, Budget& budget, const FindSettings& settings) {
  const Dataset pictures = thin(dataset, static_cast<std::size_t>(settings.pictures));
  console.say("pictures   " + std::to_string(pictures.samples.size()) + ", labels unread");
  const int threads = console.worker_threads();
  const Divergence divergence(model, load_pictures(pictures, preprocessing, threads), threads);
  SearchResult result = search(console, model->config(), divergence, budget, settings.evaluations);
  if (budget.latency != nullptr) meet_time(result, divergence, budget, model->config());
  return result;
}

void check_elastic_budget(const InferenceModel& model, const Budget& budget) {
  if (model.elastic_to.empty()) return;
  const double least = budget.cost->of(model.elastic_to);
  if (budget.value >= kForgiven * least) return;
  const Schedule steepest = make_schedule("steepest", model.elastic_to, model.config);
  const std::string most = budget.latency != nullptr ? "about " + format(least, 2) + " ms"
                                                     : format(steepest.gmac, 3) + " GMAC, --speedup " + format(steepest.speedup(), 2);
  throw InputError(budget.option + " is more than this elastic adapter was trained for: its steepest schedule, " +
                   spell_rates(model.elastic_to) + ", comes to " + most + "; ask for no more than that");
}

void prepare_for_search(InferenceModel& model) {
  if (model.reducer == "none") model.reducer = "tome";
  if (!find_runnable_reducer(model.reducer).bound_to_schedule || !model.elastic_to.empty()) return;
  throw InputError("the weights of reducer " + model.reducer + " belong to the schedule they were trained at (" +
                   spell_rates(model.trained_rates) + "); search with --backbone and train at what is found");
}

}  // namespace pyra
