#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"mlp_dim", &VitConfig::mlp_dim, 1}};

void tensors(const VitConfig& config, TensorList& list) {
  list.add_linear("mlp.fc1", config.mlp_dim, config.dim);
  list.add_linear("mlp.fc2", config.dim, config.mlp_dim);
}

double macs(const VitConfig& config, const TokenCounts& tokens) {
  return 2 * static_cast<double>(tokens.after) * static_cast<double>(config.dim) *
         static_cast<double>(config.mlp_dim);
}

}  // namespace

Part mlp_part() {
  return {
      .name = "MLP",
      .doc = "a map to more channels, the activation, and a map back",
      .stage = Stage::block,
      .fields = kFields,
      .present = [](const VitConfig& config) { return !config.gated_mlp; },
      .tensors = tensors,
      .macs = macs,
      .infer = [](Inference& from) { from.config.mlp_dim = from.size_of("blocks.0.mlp.fc1.weight", 2, 0); }};
}

}  // namespace pyra
