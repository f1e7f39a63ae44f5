// An affine map and a layer norm: weights plus one call into ATen.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>

#include "model/parameter.h"

namespace pyra {

/// y = x W^T + b, W [out, in]; bias undefined where the checkpoint has none.
struct Linear {
  at::Tensor weight, bias;

  /// Zero-filled; weights come from a checkpoint or an initialiser.
  static Linear zeros(std::int64_t in, std::int64_t out, bool with_bias = true);
  at::Tensor operator()(const at::Tensor& x) const { return at::linear(x, weight, bias); }
  void collect(ParameterList& list, const std::string& name, Role role) const;
};

/// (x - mean) / sqrt(variance + eps) * weight + bias over the last dimension.
struct LayerNorm {
  at::Tensor weight, bias;
  double eps = 1e-6;

  static LayerNorm identity(std::int64_t channels, double eps);  // weight 1, bias 0
  at::Tensor operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {weight.size(0)}, weight, bias, eps);
  }
  void collect(ParameterList& list, const std::string& name, Role role) const;
};

}  // namespace pyra
