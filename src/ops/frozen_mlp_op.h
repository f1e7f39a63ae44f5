// The MLP of a frozen block, with its norm: fc2(activation(fc1(norm(x)))), or with a gate. A few rows at a
// time, so that what lies between the products never leaves the caches; the backward pass reads x and the
// values before the activation alone.
#pragma once

#include <ATen/ATen.h>

#include <memory>

#include "ops/frozen_map.h"
#include "ops/frozen_norm.h"
#include "pyra/activation.h"

namespace pyra {

struct FrozenMlp {
  FrozenNorm norm;
  std::shared_ptr<const FrozenMap> fc1, fc2;  // of one element
  Activation activation = Activation::gelu;
  bool gated = false;  // fc1 gives a gate and what it lets through (kernels/gate.h)
};

/// [..., C] float32 from x [..., C] float32, with a gradient for x only. Where fc1 and fc2 are bf16, so are
/// the products' factors and what is saved before the activation.
at::Tensor frozen_mlp(const at::Tensor& x, const FrozenMlp& mlp);

}  // namespace pyra
