#pragma once

#include "kernels/activations/gated.h"

namespace pyra {

/// 2 sqrt(2 / pi) (z + 0.044715 z^3), bounded where the sigmoid is 0 or 1 in float32 anyway.
struct TanhPolynomial {
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector bounded(Vector z) {
    return Lanes::minimum(Lanes::maximum(z, Lanes::all(-12.0F)), Lanes::all(12.0F));
  }
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector of(Vector z) {
    const Vector b = bounded<Lanes>(z);
    return b * (1.59576912160573072F + 0.07135481627260025F * b * b);
  }
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector slope(Vector z) {
    const Vector b = bounded<Lanes>(z);
    return 1.59576912160573072F + 0.21406444881780075F * b * b;
  }
};

/// 0.5 z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))).
struct GeluTanhActivation : GatedActivation<TanhPolynomial> {
  static constexpr Activation kind = Activation::gelu_tanh;
  static constexpr const char* kNames[] = {"gelu_tanh",     "gelu_new",          "gelu_fast",
                                           "gelu_accurate", "gelu_pytorch_tanh", "gelu_python_tanh"};
  template <typename Algorithm>
  static constexpr Algorithm fused = Algorithm::eltwise_gelu_tanh;
  static constexpr float kAlpha = 0;
};

}  // namespace pyra
