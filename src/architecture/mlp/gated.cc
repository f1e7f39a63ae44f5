// The gated MLP (SwiGLU and its kin, arXiv 2002.05202, eq. 6): fc2(activation(gate) up), where fc1 gives gate
// and up, one after the other. A plain MLP of the same work has a mlp_dim larger by half.
#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{.name = "gated_mlp", .place = &VitConfig::gated_mlp, .optional = true}};

void tensors(const VitConfig& config, TensorList& list) {
  list.add_linear("mlp.fc1", config.mlp_up(), config.dim);
  list.add_linear("mlp.fc2", config.dim, config.mlp_dim);
}

double macs(const VitConfig& config, const TokenCounts& tokens) {
  return static_cast<double>(tokens.after) * static_cast<double>(config.dim) *
         static_cast<double>(config.mlp_up() + config.mlp_dim);
}

/// Its fc1 gives twice what its fc2 reads. What fits neither kind is left to the check of all shapes.
void infer(Inference& from) {
  const std::int64_t given = from.size_of("blocks.0.mlp.fc1.weight", 2, 0),
                     read = from.size_if_any("blocks.0.mlp.fc2.weight", 2, 1);
  from.config.gated_mlp = given == 2 * read;
  if (from.config.gated_mlp) from.config.mlp_dim = read;
}

}  // namespace

Part gated_mlp_part() {
  return {.name = "gated MLP",
          .doc = "a map to two rows of channels, one through the activation times the other, and a map back",
          .stage = Stage::block,
          .fields = kFields,
          .present = [](const VitConfig& config) { return config.gated_mlp; },
          .tensors = tensors,
          .macs = macs,
          .infer = infer};
}

}  // namespace pyra
