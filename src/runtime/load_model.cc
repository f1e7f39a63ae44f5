#include "pyra/load_model.h"

#include "config/read_manifest.h"
#include "pyra/error.h"
#include "runtime/inference_model_reducers.h"
#include "runtime/load_model_adapter.h"

namespace pyra {
namespace {

Schedule wanted_schedule(const LoadedModel& loaded, const LoadOptions& options, const std::string& spelling) {
  MeasureLatency measure;
  if (options.latency) {
    measure = [&](const std::vector<std::int64_t>& rates) { return options.latency(loaded.model, rates); };
  }
  return parse_schedule(spelling, loaded.model.config, measure);
}

/// Weights of one reducer mean nothing to another.
void choose_reducer(LoadedModel& loaded, const std::string& wanted) {
  InferenceModel& model = loaded.model;
  const RunnableReducer& reducer = find_runnable_reducer(wanted);
  if (wanted == model.reducer) return;
  if (reducer.bound_to_schedule || find_runnable_reducer(model.reducer).bound_to_schedule) {
    throw InputError("the " + loaded.kind + " was made with reducer " + model.reducer + ", --reducer asks for " + wanted +
                     "; reducers with weights of their own cannot be exchanged");
  }
  model.reducer = wanted;
  if (reducer.merges) return;
  set_schedule(model, make_schedule("none", {}, model.config));
}

void apply(LoadedModel& loaded, const LoadOptions& options) {
  if (options.schedule) {
    const Schedule schedule = wanted_schedule(loaded, options, *options.schedule);
    loaded.notes.insert(loaded.notes.end(), schedule.notes.begin(), schedule.notes.end());
    set_schedule(loaded.model, schedule, options.force_schedule);
  }
  if (options.reducer) choose_reducer(loaded, *options.reducer);
}

}  // namespace

LoadedModel load_model(const std::filesystem::path& file_or_folder, const LoadOptions& options) {
  const auto file = adapter_path(file_or_folder);
  Checkpoint checkpoint = read_checkpoint(file);
  LoadedModel loaded;
  if (checkpoint.metadata.contains(kDeployedKey)) {
    if (options.backbone) {
      throw InputError(file.string() + " is a deployed model, its backbone is inside; leave --backbone out");
    }
    loaded = {read_inference_model(file), "deployed model", {}};
  } else {
    loaded = {fold_adapter(std::move(checkpoint), file, options), "adapter", {}};
  }
  apply(loaded, options);
  return loaded;
}

LoadedModel pretrained_model(Backbone backbone, const LoadOptions& options) {
  const std::string reducer = options.reducer.value_or("");
  if (!reducer.empty() && find_runnable_reducer(reducer).bound_to_schedule) {
    throw InputError("reducer '" + reducer + "' has weights of its own that must be trained first (pyra adapt); "
                     "off the shelf use tome or none");
  }
  LoadedModel loaded{{}, "checkpoint", std::move(backbone.assumptions)};
  InferenceModel& model = loaded.model;
  model.config = backbone.config;
  model.tensors = std::move(backbone.tensors);
  model.preprocessing = backbone.preprocessing;
  model.class_names = std::move(backbone.class_names);
  model.backbone_fingerprint = std::move(backbone.fingerprint);
  model.rates = model.trained_rates = std::vector<std::int64_t>(static_cast<std::size_t>(model.config.depth), 0);

  const std::string spelling = options.schedule.value_or(reducer.empty() || reducer == "none" ? "none" : "high");
  const Schedule schedule = wanted_schedule(loaded, options, spelling);
  if (reducer == "none" && schedule.merges()) {
    throw InputError("--reducer none keeps every token, but --schedule " + spelling + " removes some; leave one of them out");
  }
  loaded.notes.insert(loaded.notes.end(), schedule.notes.begin(), schedule.notes.end());
  set_schedule(model, schedule);
  if (!reducer.empty()) model.reducer = reducer;
  return loaded;
}

}  // namespace pyra
