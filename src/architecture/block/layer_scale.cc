// LayerScale (arXiv 2103.17239, eq. 1): a learned factor a channel on what attention and MLP add.
#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"layer_scale", &VitConfig::layer_scale}};

bool present(const VitConfig& config) { return config.layer_scale; }

}  // namespace

Part attention_scale_part() {
  return {.name = "LayerScale",
          .doc = "a factor a channel on what attention adds",
          .stage = Stage::block,
          .fields = kFields,
          .present = present,
          .tensors = [](const VitConfig& config, TensorList& list) { list.add("ls1.gamma", {config.dim}); },
          .infer = [](Inference& from) { from.config.layer_scale = from.has("blocks.0.ls1.gamma"); }};
}

Part mlp_scale_part() {
  return {.name = "LayerScale",
          .doc = "a factor a channel on what the MLP adds",
          .stage = Stage::block,
          .present = present,
          .tensors = [](const VitConfig& config, TensorList& list) { list.add("ls2.gamma", {config.dim}); }};
}

}  // namespace pyra
