// An affine map and a layer norm. Both train, or are frozen: then the map's weights may be packed for the
// operators of ops/frozen_*, which keep less and compute faster.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <string>

#include "model/parameter.h"
#include "ops/frozen_map.h"
#include "ops/frozen_norm.h"

namespace pyra {

/// y = x W^T + b, W [out, in]; bias undefined where the checkpoint has none.
struct Linear {
  at::Tensor weight, bias;
  std::shared_ptr<const FrozenMap> packed = nullptr;

  /// Zero-filled; weights come from a checkpoint or an initialiser.
  static Linear zeros(std::int64_t in, std::int64_t out, bool with_bias = true);
  at::Tensor operator()(const at::Tensor& x) const;
  void collect(ParameterList& list, const std::string& name, Role role) const;

  /// Packs the weights, unless they or the bias train. In f32 `weight` then is a tensor without data (torch's
  /// meta device) until unpack(): the packed form is exact, and the weights need not lie in memory twice.
  void pack(Element element);
  void unpack();
  /// As before pack(), which stays.
  Linear unpacked() const;
};

/// (x - mean) / sqrt(variance + eps) * weight + bias over the last dimension.
struct LayerNorm {
  at::Tensor weight, bias;
  double eps = 1e-6;

  static LayerNorm identity(std::int64_t channels, double eps);  // weight 1, bias 0
  at::Tensor operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {weight.size(0)}, weight, bias, eps);
  }
  bool trains() const { return weight.requires_grad() || bias.requires_grad(); }
  FrozenNorm frozen() const { return {weight, bias, eps}; }
  void collect(ParameterList& list, const std::string& name, Role role) const;
};

/// What a branch of a block reads: norm(x). Fused operators compute it a few rows at a time, others ask for
/// value().
struct Normed {
  const at::Tensor& x;  // [B, N, C]
  const LayerNorm& norm;

  at::Tensor value() const { return norm(x); }
  /// Whether `map` may be fused with the norm.
  bool fuses_with(const Linear& map) const { return map.packed != nullptr && !norm.trains(); }
};

}  // namespace pyra
