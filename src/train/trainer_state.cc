// last.ckpt: what a run needs to go on bit for bit. A safetensors file, so nothing in it is ever executed.

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <nlohmann/json.hpp>

#include "model/load.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "train/trainer.h"

namespace pyra {
namespace {

constexpr const char* kIdentity = "pyra.run";
constexpr const char* kPosition = "pyra.position";
constexpr const char* kRandom = "random.state";

HostTensor bytes_to_host(const at::Tensor& bytes) {
  const auto kept = std::make_shared<at::Tensor>(bytes.contiguous());
  return {DType::u8, kept->sizes().vec(), reinterpret_cast<const std::byte*>(kept->const_data_ptr<std::uint8_t>()), kept};
}

}  // namespace

void Trainer::save(const std::filesystem::path& file, const std::string& identity) const {
  TensorMap tensors;
  for (const Parameter& parameter : optimizer_.parameters()) {
    tensors.emplace("param." + parameter.name, to_host(parameter.tensor));
  }
  optimizer_.save(tensors);
  tensors.emplace(kRandom, bytes_to_host(random_.get_state()));
  // Doubles as hexadecimal bits would be overkill: nlohmann writes them so that they read back exactly.
  const nlohmann::json position{{"epoch", position_.epoch},       {"batch", position_.batch},
                                {"loss_sum", position_.loss_sum}, {"correct", position_.correct},
                                {"images", position_.images},     {"seconds", position_.seconds}};
  write_safetensors(file, tensors, {{kIdentity, identity}, {kPosition, position.dump()}});
}

void Trainer::restore(const std::filesystem::path& file, const std::string& identity) {
  const Checkpoint checkpoint = read_checkpoint(file);
  const auto text = [&](const char* key) {
    const auto found = checkpoint.metadata.find(key);
    if (found == checkpoint.metadata.end()) throw InputError(file.string() + " is not the checkpoint of a training run");
    return found->second;
  };
  if (text(kIdentity) != identity) {
    throw InputError(file.string() + " belongs to another run.\n--- the checkpoint's run:\n" + text(kIdentity) +
                     "\n--- this run:\n" + identity + "\nResume with the same options, or choose another --out");
  }
  const at::NoGradGuard no_grad;
  for (const Parameter& parameter : optimizer_.parameters()) {
    const auto found = checkpoint.tensors.find("param." + parameter.name);
    if (found == checkpoint.tensors.end() || found->second.shape != parameter.tensor.sizes().vec()) {
      throw InputError(file.string() + " lacks tensor " + parameter.name + " in the model's shape");
    }
    parameter.tensor.copy_(to_torch(found->second));
  }
  optimizer_.restore(checkpoint.tensors);
  const auto random = checkpoint.tensors.find(kRandom);
  if (random == checkpoint.tensors.end() || random->second.dtype != DType::u8) {
    throw InputError(file.string() + " lacks the random state");
  }
  if (random->second.shape != random_.get_state().sizes().vec()) {
    throw InputError(file.string() + " has a random state of another size; it was saved by another version of torch");
  }
  at::Tensor state = at::empty({random->second.elements()}, at::kByte);
  std::memcpy(state.mutable_data_ptr<std::uint8_t>(), random->second.data, random->second.bytes());
  random_.set_state(state);
  try {
    const auto position = nlohmann::json::parse(text(kPosition));
    position_ = {position.at("epoch"), position.at("batch"),  position.at("loss_sum"),
                 position.at("correct"), position.at("images"), position.at("seconds")};
  } catch (const nlohmann::json::exception& error) {
    throw InputError(file.string() + " has an unreadable position: " + error.what());
  }
}

}  // namespace pyra
