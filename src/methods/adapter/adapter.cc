// The sequential adapter of the PYRA authors, after the MLP of each block (Houlsby et al., arXiv 1902.00751):
//   h + up QuickGELU(down h), h the MLP's output, QuickGELU(z) = z sigmoid(1.702 z); biases on both.
#include "methods/method.h"
#include "methods/shared/narrow_maps.h"

namespace pyra {
namespace {

TensorShapes tensors(const VitConfig& config, std::int64_t width) {
  return pair_of_maps(config, width, "adapter.ln1", "adapter.ln2");
}

BottleneckWeights bottleneck(const BlockTensors& block) {
  return {.reads = BottleneckWeights::Reads::mlp,
          .activation = BottleneckWeights::Activation::quick_gelu,
          .down = block.values("adapter.ln1.weight"),
          .down_bias = block.values("adapter.ln1.bias"),
          .up = block.values("adapter.ln2.weight"),
          .up_bias = block.values("adapter.ln2.bias")};
}

}  // namespace

Method adapter_method() {
  return {.name = "adapter",
          .doc = "small bottleneck after each MLP, backbone frozen",
          .tensors = tensors,
          .bottleneck = bottleneck};
}

}  // namespace pyra
