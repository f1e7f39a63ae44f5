#include "adapt/registry.h"

#include <array>

namespace pyra {

// Each is defined in the file of its name.
TrainedMethod lora_in_training();
TrainedMethod adapter_in_training();
TrainedMethod adaptformer_in_training();
TrainedMethod dense_in_training();

namespace {

/// Without modules where the method trains what is there.
TrainedMethod in_training(const Method& method) {
  static const std::array trained{lora_in_training(), adapter_in_training(), adaptformer_in_training(),
                                  dense_in_training()};
  for (const TrainedMethod& entry : trained) {
    if (entry.name == method.name) return entry;
  }
  return {method.name.c_str()};
}

}  // namespace

std::unique_ptr<Projection> make_projection(const Method& method, Linear qkv, const MethodSetting& setting) {
  const auto own = in_training(method).projection;
  return own != nullptr ? own(std::move(qkv), setting) : std::make_unique<PlainProjection>(std::move(qkv));
}

std::unique_ptr<Bottleneck> make_bottleneck(const Method& method, const MethodSetting& setting) {
  const auto own = in_training(method).bottleneck;
  return own != nullptr ? own(setting) : std::make_unique<IdentityBottleneck>();
}

}  // namespace pyra
