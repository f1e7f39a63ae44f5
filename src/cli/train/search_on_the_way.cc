#include "cli/train/search_on_the_way.h"

#include "cli/find_schedule.h"
#include "cli/format.h"
#include "pyra/error.h"
#include "pyra/load_model.h"
#include "reducers/list.h"
#include "tasks/list.h"

namespace pyra {
namespace {

constexpr const char* kLatency = "latency-ms=";
constexpr FindSettings kSettings{128, 60};  // less than pyra schedule's: training is waiting

double milliseconds_of(const std::string& spelling) {
  std::size_t read = 0;
  double value = 0;
  try {
    value = std::stod(spelling.substr(std::string(kLatency).size()), &read);
  } catch (const std::exception&) {
  }
  if (!(value > 0) || read + std::string(kLatency).size() != spelling.size()) {
    throw InputError("schedule '" + spelling + "': a positive number of milliseconds expected after " +
                     kLatency);
  }
  return value;
}

InferenceModel model_of(Backbone backbone, const Recipe& recipe) {
  const Preprocessing preprocessing = resolve_preprocessing(recipe, backbone.preprocessing);
  fit_positions(backbone, preprocessing);
  InferenceModel model = pretrained_model(std::move(backbone)).model;
  prepare_for_search(model);
  return model;
}

}  // namespace

std::string search_on_the_way(const AdaptRequest& request, const Console& console) {
  const std::string& spelling = request.recipe.schedule;
  if (!spelling.starts_with(kLatency) || !find_reducer(request.recipe.reducer).merges) return spelling;
  const double milliseconds = milliseconds_of(spelling);
  if (const auto kept = request.out / "recipe.toml"; request.resume && std::filesystem::exists(kept))
    return read_recipe(kept).schedule;
  Backbone backbone = read_backbone(request.backbone, request.backbone_overrides);
  if (backbone.config.classes == 0) return spelling;
  const InferenceModel model = model_of(std::move(backbone), request.recipe);
  const PackedModel packed(model, Precision::f32);
  Budget budget = time_budget(packed, spelling, milliseconds, 1, console);
  const SearchResult found = find_schedule(console, find_task(model.task), packed, model.preprocessing,
                                           read_adapt_data(request).train, budget, kSettings);
  console.say("found      " + spell_rates(found.best.rates) + ": " + format(found.best.cost, 2) +
              " ms a picture, KL " + format(found.best.departure.divergence, 3) +
              " from the backbone's own answers");
  return spell_rates(found.best.rates);
}

}  // namespace pyra
