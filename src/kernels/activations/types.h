// The list of activations, as types: everything that computes or names one goes by it. Each file says of its
// activation what the CPU needs to know:
//   kind      its place in pyra/activation.h
//   kNames    what it is called: pyra's own name first, then those of timm and transformers
//   fused     oneDNN's function, with kAlpha, for products that apply it themselves
//   of        the formula on a vector of numbers, Lanes being those of an instruction set (simd/lanes.h)
//   slope     its derivative
// What a GPU computes is in kernels/cuda/activations.h, what torch does in ops/activate.cc.
#pragma once

#include "kernels/activations/gelu.h"
#include "kernels/activations/gelu_tanh.h"
#include "kernels/activations/quick_gelu.h"
#include "kernels/activations/relu.h"
#include "kernels/activations/silu.h"

namespace pyra {

template <typename... All>
struct ActivationList {
  static constexpr Activation kKinds[] = {All::kind...};

  /// visit(type) for each.
  template <typename Visit>
  PYRA_ACTIVATION_INLINE void each(const Visit& visit) {
    (visit(All()), ...);
  }
  /// visit(type) for the one of that kind.
  template <typename Visit>
  PYRA_ACTIVATION_INLINE void one(Activation kind, const Visit& visit) {
    ((kind == All::kind && (visit(All()), true)) || ...);
  }
};

using Activations =
    ActivationList<GeluActivation, QuickGeluActivation, GeluTanhActivation, ReluActivation, SiluActivation>;

}  // namespace pyra
