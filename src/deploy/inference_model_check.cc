#include "methods/list.h"
#include "pyra/backbone.h"
#include "pyra/error.h"
#include "pyra/inference_model.h"
#include "pyra/schedule.h"
#include "reducers/list.h"
#include "tasks/list.h"

namespace pyra {
namespace {

void check_rates(const InferenceModel& model, const std::vector<std::int64_t>& rates,
                 const std::string& what) {
  if (rates.size() != static_cast<std::size_t>(model.config.depth)) {
    throw InputError("the model has " + std::to_string(rates.size()) + " " + what + " for " +
                     std::to_string(model.config.depth) + " blocks");
  }
  if (const Schedule possible = make_schedule(what, rates, model.config); possible.rates != rates) {
    throw InputError("the model's " + what + " " + spell_rates(rates) +
                     " remove more tokens than there are; at most " + spell_rates(possible.rates) + " fits");
  }
}

constexpr std::int64_t kWidest = 65536;

void check_width(const InferenceModel& model) {
  const bool wide = find_method(model.method).has_width();
  if (wide ? model.width >= 1 && model.width <= kWidest : model.width == 0) return;
  throw InputError("the model was tuned by method " + model.method + " of width " +
                   std::to_string(model.width) + "; expected " +
                   (wide ? "1 to " + std::to_string(kWidest) : "0: that method has no maps of its own"));
}

}  // namespace

void check_inference_model(const InferenceModel& model) {
  validate(model.config);
  const Reducer& reducer = find_reducer(model.reducer);
  check_width(model);
  check_rates(model, model.rates, "rates");
  if (model.elastic_to.empty()) {
    check_rates(model, model.trained_rates, "trained rates");
  } else {
    check_rates(model, model.elastic_to, "steepest rates");
    check_elastic_rates(model.trained_rates, model.config);
    if (model.trained_rates.empty())
      throw InputError("the model is elastic, but has no rates that it was trained at");
  }
  if (!reducer.merges && make_schedule("", model.rates, model.config).merges()) {
    throw InputError("the model's reducer " + model.reducer + " keeps every token, but its rates " +
                     spell_rates(model.rates) + " remove some");
  }
  TensorShapes wanted = expected_tensors(model.config);
  for (auto& shape : find_method(model.method).left(model.config, model.width))
    wanted.push_back(std::move(shape));
  for (auto& shape : reducer.tensors(model.config, model.trained_rates)) wanted.push_back(std::move(shape));
  check_tensors(model.tensors, wanted);

  const auto names = static_cast<std::int64_t>(model.class_names.size());
  const Task& task = find_task(model.task);
  if (!is_standard_task(task.name) && names == 0) {
    throw InputError("the model is of task " + task.name + ", but does not name its " + task.outputs);
  }
  if (names != 0 && names != model.config.classes) {
    throw InputError("the model names " + std::to_string(names) + " classes, but its head has " +
                     std::to_string(model.config.classes));
  }
  const Preprocessing& preprocessing = model.preprocessing;
  if (preprocessing.crop_height != model.config.image_height ||
      preprocessing.crop_width != model.config.image_width) {
    throw InputError(
        "the model's preprocessing makes pictures of " + std::to_string(preprocessing.crop_height) + "x" +
        std::to_string(preprocessing.crop_width) + ", but it reads " +
        std::to_string(model.config.image_height) + "x" + std::to_string(model.config.image_width));
  }
}

}  // namespace pyra
