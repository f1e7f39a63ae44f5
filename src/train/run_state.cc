#include "train/run_state.h"

#include <ATen/core/grad_mode.h>

#include <cstring>

#include "architecture/own_files.h"
#include "base/json/json_text.h"
#include "model/load.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "train/run_identity.h"

namespace pyra {
namespace {

constexpr const char* kIdentity = kRunKey;
constexpr const char* kPosition = "pyra.position";
constexpr const char* kRandom = "random.state";

HostTensor bytes_to_host(const at::Tensor& bytes) {
  const auto kept = std::make_shared<at::Tensor>(bytes.contiguous());
  return {DType::u8, kept->sizes().vec(),
          reinterpret_cast<const std::byte*>(kept->const_data_ptr<std::uint8_t>()), kept};
}

std::string text_of(const Checkpoint& checkpoint, const std::filesystem::path& file, const char* key) {
  const auto found = checkpoint.metadata.find(key);
  if (found == checkpoint.metadata.end())
    throw InputError(file.string() + " is not the checkpoint of a training run");
  return found->second;
}

void restore_random(const Checkpoint& checkpoint, const std::filesystem::path& file,
                    at::Generator& generator) {
  const auto random = checkpoint.tensors.find(kRandom);
  if (random == checkpoint.tensors.end() || random->second.dtype != DType::u8) {
    throw InputError(file.string() + " lacks the random state");
  }
  if (random->second.shape != generator.get_state().sizes().vec()) {
    throw InputError(file.string() +
                     " has a random state of another size; it was saved by another version of torch");
  }
  at::Tensor state = at::empty({random->second.elements()}, at::kByte);
  std::memcpy(state.mutable_data_ptr<std::uint8_t>(), random->second.data, random->second.bytes());
  generator.set_state(state);
}

}  // namespace

void save_state(const std::filesystem::path& file, const RunState& state, const std::string& position) {
  TensorMap tensors;
  for (const Parameter& parameter : state.optimizer.parameters()) {
    tensors.emplace("param." + parameter.name, to_host(parameter.tensor));
  }
  state.optimizer.save(tensors);
  tensors.emplace(kRandom, bytes_to_host(state.random.get_state()));
  write_safetensors(file, tensors, {{kIdentity, state.identity}, {kPosition, position}});
}

RestoredState restore_state(const std::filesystem::path& file, const RunState& state) {
  const Checkpoint checkpoint = read_checkpoint(file);
  const auto grown_from = check_identity(file, text_of(checkpoint, file, kIdentity), as_utf8(state.identity));
  const at::NoGradGuard no_grad;
  for (const Parameter& parameter : state.optimizer.parameters()) {
    const auto found = checkpoint.tensors.find("param." + parameter.name);
    if (found == checkpoint.tensors.end() || found->second.shape != parameter.tensor.sizes().vec()) {
      throw InputError(file.string() + " lacks tensor " + parameter.name + " in the model's shape");
    }
    parameter.tensor.copy_(to_torch(found->second));
  }
  state.optimizer.restore(checkpoint.tensors);
  restore_random(checkpoint, file, state.random);
  return {text_of(checkpoint, file, kPosition), grown_from};
}

}  // namespace pyra
