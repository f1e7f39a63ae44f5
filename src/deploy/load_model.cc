#include "pyra/load_model.h"

#include <sstream>

#include "deploy/found_schedule.h"
#include "deploy/load_model_adapter.h"
#include "pyra/error.h"
#include "pyra/tocom.h"
#include "pyra/zero_shot_head.h"
#include "recipes/read_manifest.h"
#include "reducers/list.h"
#include "tasks/list.h"
#include "tasks/output_names.h"

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
  const Reducer& reducer = find_reducer(wanted);
  if (wanted == model.reducer) return;
  if (reducer.has_weights() || find_reducer(model.reducer).has_weights()) {
    throw InputError("the " + loaded.kind + " was made with reducer " + model.reducer + ", " + wanted +
                         " is asked for; reducers with weights of their own cannot be exchanged",
                     code::kReducerOther);
  }
  model.reducer = wanted;
  if (reducer.merges) return;
  set_schedule(model, make_schedule("none", {}, model.config));
}

/// From the rate that the model was tuned at to the one it now runs at.
void apply_tocom(LoadedModel& loaded, const LoadOptions& options,
                 const std::vector<std::int64_t>& tuned_rates) {
  const Tocom tocom = read_tocom(*options.tocom);
  const std::int64_t source = uniform_rate(tuned_rates, loaded.model.config);
  const std::int64_t target = uniform_rate(loaded.model.rates, loaded.model.config);
  compensate(loaded.model, tocom, source, target, options.tocom_scale);
  std::ostringstream note;
  note << "ToCom: r=" << source << " -> r=" << target;
  if (source == target) {
    note << ", the rate it was tuned at: nothing to compensate";
  } else {
    note << ", scale " << (options.tocom_scale < 0 ? tocom.scale : options.tocom_scale) << ", folded in";
  }
  loaded.notes.push_back(note.str());
}

void apply(LoadedModel& loaded, const LoadOptions& options) {
  const std::vector<std::int64_t> tuned_rates = loaded.model.rates;
  if (options.schedule) {
    Schedule schedule = wanted_schedule(loaded, options, *options.schedule);
    check_found_for(schedule, loaded.model.backbone_fingerprint,
                    options.reducer.value_or(loaded.model.reducer));
    loaded.notes.insert(loaded.notes.end(), schedule.notes.begin(), schedule.notes.end());
    set_schedule(loaded.model, schedule, options.force_schedule);
  }
  if (options.reducer) choose_reducer(loaded, *options.reducer);
  if (options.tocom) apply_tocom(loaded, options, tuned_rates);
}

/// Texts in the place of the checkpoint's own head; those with a bias are judged each by itself.
void take_texts(LoadedModel& loaded, Backbone& backbone, const std::filesystem::path& file) {
  const ZeroShotHead head = read_zero_shot_head(file);
  set_zero_shot_head(head, backbone);
  if (!head.bias) return;
  InferenceModel& model = loaded.model;
  model.task = text_task().name;
  loaded.notes.push_back("the head has a logit_bias: each class by itself, by the sigmoid");
}

/// What a pretrained head answers. Labels and values are known by their names, be they numbers.
void settle_task(LoadedModel& loaded, const std::string& problem) {
  InferenceModel& model = loaded.model;
  if (problem.empty() || model.config.classes == 0) return;
  const Task& task = find_task_of_problem(problem);
  if (is_standard_task(task.name)) return;
  model.task = task.name;
  loaded.notes.push_back("config.json states problem_type " + problem + ": task " + task.name + " (" +
                         task.doc + ")");
}

}  // namespace

LoadedModel load_model(const std::filesystem::path& file_or_folder, const LoadOptions& options) {
  if (options.head) {
    throw InputError("a head of texts goes with a checkpoint; " + file_or_folder.string() +
                     " is an adapter or a deployed model, which has a head of its own");
  }
  const auto file = adapter_path(file_or_folder);
  Checkpoint checkpoint = read_checkpoint(file);
  LoadedModel loaded;
  if (checkpoint.metadata.contains(kDeployedKey)) {
    if (options.backbone) {
      throw InputError(file.string() + " is a deployed model, its backbone is inside; name none",
                       code::kDeployedBackbone);
    }
    if (options.tocom) {
      throw InputError(file.string() +
                           " is a deployed model, folded for its schedule; a token compensator needs the "
                           "adapter it was made from",
                       code::kDeployedTocom);
    }
    const BackboneOverrides& said = options.backbone_overrides;
    if (said.heads || said.pooling || said.norm_eps || said.activation || said.image_size || said.copy) {
      throw InputError(file.string() +
                           " is a deployed model, which says itself what it is; state no heads, pooling, "
                           "norm_eps, activation, image_size or copy",
                       code::kDeployedStated);
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
  const bool keeps_all = !reducer.empty() && !find_reducer(reducer).merges;
  if (!reducer.empty() && find_reducer(reducer).has_weights()) {
    throw InputError(
        "reducer '" + reducer +
        "' has weights of its own that must be trained first (pyra adapt); off the shelf use one of " +
        names_of_reducers([](const Reducer& r) { return !r.has_weights(); }));
  }
  fit_positions(backbone, Preprocessing(backbone.preprocessing));
  LoadedModel loaded{{}, "checkpoint", {}};
  if (options.head) take_texts(loaded, backbone, *options.head);
  loaded.notes.insert(loaded.notes.begin(), backbone.assumptions.begin(), backbone.assumptions.end());
  InferenceModel& model = loaded.model;
  model.config = backbone.config;
  model.tensors = std::move(backbone.tensors);
  model.preprocessing = backbone.preprocessing;
  model.class_names = std::move(backbone.class_names);
  settle_task(loaded, backbone.problem_type);
  if (!is_standard_task(model.task))
    model.class_names = numbered(std::move(model.class_names), model.config.classes);
  loaded.projected_features = backbone.projected_features;
  model.backbone_fingerprint = std::move(backbone.fingerprint);
  model.rates = model.trained_rates =
      std::vector<std::int64_t>(static_cast<std::size_t>(model.config.depth), 0);

  const std::string spelling = options.schedule.value_or(reducer.empty() || keeps_all ? "none" : "low");
  Schedule schedule = wanted_schedule(loaded, options, spelling);
  if (keeps_all && schedule.merges()) {
    throw InputError("reducer " + reducer + " keeps every token, but schedule " + spelling +
                         " removes some; leave one of them out",
                     code::kScheduleIdle);
  }
  check_found_for(schedule, model.backbone_fingerprint, reducer.empty() ? model.reducer : reducer);
  loaded.notes.insert(loaded.notes.end(), schedule.notes.begin(), schedule.notes.end());
  set_schedule(model, schedule);
  if (!reducer.empty()) model.reducer = reducer;
  if (options.tocom) apply_tocom(loaded, options, std::vector<std::int64_t>(model.rates.size(), 0));
  return loaded;
}

}  // namespace pyra
