#include "engine/reference_layers.h"

#include <cmath>

namespace pyra {

ReferenceWeights::ReferenceWeights(const InferenceModel& model) {
  for (const auto& [name, tensor] : model.tensors) {
    const std::vector<float> values = tensor.to_float();
    tensors_.emplace(name, Row(values.begin(), values.end()));
  }
}

Row ReferenceWeights::linear(const Row& x, const std::string& name) const {
  const Row& weight = tensor(name + ".weight");
  const std::size_t out = weight.size() / x.size();
  Row y = has(name + ".bias") ? tensor(name + ".bias") : Row(out, 0.0);
  for (std::size_t o = 0; o < out; ++o) {
    for (std::size_t i = 0; i < x.size(); ++i) y[o] += weight[o * x.size() + i] * x[i];
  }
  return y;
}

Row ReferenceWeights::norm(const Row& x, const std::string& name, double eps) const {
  double mean = 0, variance = 0;
  for (const double v : x) mean += v / static_cast<double>(x.size());
  for (const double v : x) variance += (v - mean) * (v - mean) / static_cast<double>(x.size());
  const Row &weight = tensor(name + ".weight"), &bias = tensor(name + ".bias");
  Row y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    y[i] = (x[i] - mean) / std::sqrt(variance + eps) * weight[i] + bias[i];
  return y;
}

Row ReferenceWeights::scaled(Row x, const std::string& gamma) const {
  if (!has(gamma)) return x;
  const Row& scale = tensor(gamma);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] *= scale[i];
  return x;
}

}  // namespace pyra
