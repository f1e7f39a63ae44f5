// AdaptFormer (arXiv 2205.13535), a bottleneck beside the MLP of each block:
//   MLP(norm2 x) + s up ReLU(down norm2 x), s = 0.1; biases on both, as the authors' code has them.
#include "methods/adaptformer/scale.h"
#include "methods/method.h"
#include "methods/shared/narrow_maps.h"

namespace pyra {
namespace {

TensorShapes tensors(const VitConfig& config, std::int64_t width) {
  return pair_of_maps(config, width, "adaptmlp.down_proj", "adaptmlp.up_proj");
}

BottleneckWeights bottleneck(const BlockTensors& block) {
  const auto scaled = [&](const std::string& name) {
    std::vector<float> values = block.values(name);
    for (float& value : values) value *= kAdaptFormerScale;
    return values;
  };
  return {.reads = BottleneckWeights::Reads::norm,
          .activation = BottleneckWeights::Activation::relu,
          .down = block.values("adaptmlp.down_proj.weight"),
          .down_bias = block.values("adaptmlp.down_proj.bias"),
          .up = scaled("adaptmlp.up_proj.weight"),
          .up_bias = scaled("adaptmlp.up_proj.bias")};
}

}  // namespace

Method adaptformer_method() {
  return {.name = "adaptformer",
          .doc = "small bottleneck beside each MLP (AdaptFormer), backbone frozen",
          .tensors = tensors,
          .bottleneck = bottleneck};
}

}  // namespace pyra
