#include "base/bf16_convert.h"
#include "deploy/infer_method.h"
#include "deploy/inference_model_json.h"
#include "pyra/adapter_manifest.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"

namespace pyra {
namespace {

HostTensor to_bf16(const HostTensor& tensor) {
  const std::vector<float> values = tensor.to_float();
  auto rounded = std::make_shared<std::vector<Bf16>>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) (*rounded)[i] = from_float<Bf16>(values[i]);
  const auto* data = reinterpret_cast<const std::byte*>(rounded->data());
  return {DType::bf16, tensor.shape, data, std::move(rounded)};
}

/// Nearly all of the file's bytes, and what the products round to bf16 anyway.
bool is_matrix(const std::string& name, const HostTensor& tensor) {
  return name.ends_with(".weight") && tensor.shape.size() >= 2;
}

[[noreturn]] void refuse(const std::string& name, const Checkpoint& checkpoint) {
  throw InputError(name + " is not a deployed model (no " + kDeployedKey + " in its metadata)" +
                       (checkpoint.metadata.contains(kManifestKey) ? "; it is a pyra adapter" : "") +
                       ". pyra export makes one of an adapter or a checkpoint",
                   code::kDeployedNone);
}

InferenceModel model_of(Checkpoint checkpoint, const std::string& name) {
  const auto found = checkpoint.metadata.find(kDeployedKey);
  if (found == checkpoint.metadata.end()) refuse(name, checkpoint);
  try {
    InferenceModel model = inference_model_from_json(found->second);
    model.tensors = std::move(checkpoint.tensors);
    if (model.method.empty()) infer_method(model);
    check_inference_model(model);
    return model;
  } catch (const InputError& error) {
    throw InputError(name + ": " + error.what(), error.code());
  }
}

}  // namespace

void write_inference_model(const std::filesystem::path& file, const InferenceModel& model, DType matrices) {
  if (matrices != DType::f32 && matrices != DType::bf16) {
    throw InputError("weights stored as " + dtype_name(matrices) + "; expected F32 or BF16");
  }
  check_inference_model(model);
  TensorMap tensors;
  for (const auto& [name, tensor] : model.tensors) {
    if (matrices == DType::bf16 && is_matrix(name, tensor)) {
      tensors.emplace(name, to_bf16(tensor));
    } else {
      tensors.emplace(name,
                      tensor.dtype == DType::f32 ? tensor : make_tensor(tensor.to_float(), tensor.shape));
    }
  }
  write_safetensors(file, tensors, {{kDeployedKey, inference_model_to_json(model)}});
}

InferenceModel read_inference_model(const std::filesystem::path& file) {
  return model_of(read_checkpoint(file), file.string());
}

InferenceModel read_inference_model(std::span<const std::byte> bytes, const std::string& name) {
  return model_of(read_checkpoint(bytes, name), name);
}

}  // namespace pyra
