#include "train/teacher.h"

#include <ATen/Parallel.h>

#include "engine/run_at.h"
#include "model/load.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "pyra/load_model.h"
#include "recipes/read_manifest.h"
#include "tasks/list.h"

namespace pyra {
namespace {

Engine engine_of(const InferenceModel& model) {
  return Engine(PackedModel(model, Precision::f32), model.rates, {at::get_num_threads(), {}});
}

std::string quoted(const std::vector<std::string>& names, std::size_t at) {
  return at < names.size() ? "'" + names[at] + "'" : "none";
}

}  // namespace

Teacher::Teacher(const InferenceModel& model, std::int64_t pictures, bool remembers)
    : engine_(engine_of(model)) {
  if (!remembers) return;
  memory_ = at::empty({pictures, engine_.classes()});
  known_.resize(static_cast<std::size_t>(pictures), false);
}

at::Tensor Teacher::answers(const at::Tensor& images, const std::vector<std::int64_t>& indices) {
  const at::Tensor pixels = images.contiguous();
  const std::int64_t count = pixels.size(0), values = pixels.numel() / count;
  at::Tensor logits = at::empty({count, engine_.classes()});
  if (!memory_.defined()) {
    run_at(engine_, pixels.const_data_ptr<float>(), count, logits.mutable_data_ptr<float>());
    return logits;
  }
  for (std::int64_t row = 0; row < count;
       ++row) {  // one by one: what is new differs from batch to batch after a resume
    const std::int64_t index = indices.at(static_cast<std::size_t>(row));
    if (!known_[static_cast<std::size_t>(index)]) {
      run_at(engine_, pixels.const_data_ptr<float>() + row * values, 1,
             memory_[index].mutable_data_ptr<float>());
      known_[static_cast<std::size_t>(index)] = true;
    }
    logits[row].copy_(memory_[index]);
  }
  return logits;
}

InferenceModel read_teacher(const std::filesystem::path& file, const Dataset& train,
                            const Preprocessing& preprocessing) {
  InferenceModel model = load_model(file).model;
  const std::vector<std::string>& class_names = train.class_names;
  const std::string who = "the teacher " + file.string();
  if (model.task != train.task) {
    throw InputError(who + " is of task " + model.task + ", the training pictures of " + train.task +
                         "; take a model tuned on the same task",
                     code::kTeacherOther);
  }
  if (model.class_names != class_names) {
    std::size_t at = 0;
    while (quoted(model.class_names, at) == quoted(class_names, at)) ++at;
    throw InputError(who + " knows " + std::to_string(model.class_names.size()) + " " +
                         find_task(train.task).outputs + ", the training pictures have " +
                         std::to_string(class_names.size()) + "; " + find_task(train.task).output + " " +
                         std::to_string(at) + " is " + quoted(model.class_names, at) + " there and " +
                         quoted(class_names, at) + " here; take a model tuned on the same classes",
                     code::kTeacherOther);
  }
  if (!(model.preprocessing == preprocessing)) {
    throw InputError(who + " reads other pixels: it was tuned with " + describe(model.preprocessing) +
                         ", this run has " + describe(preprocessing) + "; give both the same recipe",
                     code::kTeacherOther);
  }
  return model;
}

std::string go_on_from(const std::filesystem::path& file, const ParameterList& trainable,
                       const Tuning& tuning, const OutputScale& scale,
                       const std::string& backbone_fingerprint) {
  const auto path = adapter_path(file);
  const Checkpoint checkpoint = read_checkpoint(path);
  const std::string fresh = "the teacher lends its answers alone and the weights start fresh: ";
  if (!checkpoint.metadata.contains(kManifestKey)) return fresh + "it is no adapter";
  const AdapterManifest manifest = read_manifest(checkpoint, path);
  if (manifest.backbone_fingerprint != backbone_fingerprint) return fresh + "it has another backbone";
  if (manifest.method != tuning.method || manifest.width != tuning.width) {
    return fresh + "it is " + manifest.method + " of width " + std::to_string(manifest.width) +
           ", this run " + tuning.method + " of width " + std::to_string(tuning.width);
  }
  if (manifest.output_scale != scale) return fresh + "its values were scaled by those of other pictures";
  const ParameterList taken = select(trainable, [](Role role) { return role != Role::reducer; });
  TensorMap tensors;
  for (const Parameter& parameter : taken) {
    if (const auto found = checkpoint.tensors.find(parameter.name); found != checkpoint.tensors.end())
      tensors.insert(*found);
  }
  load_parameters(taken, tensors);
  return "the weights go on from the teacher's";
}

}  // namespace pyra
