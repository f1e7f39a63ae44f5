#include "deploy/output_scale.h"

#include <string>
#include <vector>

namespace pyra {

void fold_output_scale(TensorMap& tensors, const OutputScale& scale) {
  if (scale.empty()) return;
  for (const std::string head : {"head", "head_dist"}) {
    const auto weight = tensors.find(head + ".weight"), bias = tensors.find(head + ".bias");
    if (weight == tensors.end() || bias == tensors.end()) continue;
    std::vector<float> weights = weight->second.to_float(), biases = bias->second.to_float();
    const std::size_t outputs = biases.size(), features = weights.size() / outputs;
    for (std::size_t k = 0; k < outputs; ++k) {
      for (std::size_t i = 0; i < features; ++i) {
        float& value = weights[k * features + i];
        value = static_cast<float>(scale.scale[k] * static_cast<double>(value));
      }
      biases[k] = static_cast<float>(scale.mean[k] + scale.scale[k] * static_cast<double>(biases[k]));
    }
    weight->second = make_tensor(weights, weight->second.shape);
    bias->second = make_tensor(biases, bias->second.shape);
  }
}

}  // namespace pyra
