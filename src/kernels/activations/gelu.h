#pragma once

#include "kernels/activations/inlined.h"

namespace pyra {

/// 0.5 z (1 + erf(z / sqrt 2)), within 2e-6.
struct GeluActivation {
  static constexpr Activation kind = Activation::gelu;
  static constexpr const char* kNames[] = {"gelu", "gelu_python"};
  template <typename Algorithm>
  static constexpr Algorithm fused = Algorithm::eltwise_gelu_erf;
  static constexpr float kAlpha = 0;

  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector of(Vector z) {
    return 0.5F * z * (1.0F + Lanes::erf(z * 0.70710678118654752F));
  }
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector slope(Vector z) {
    const Vector density =
        Lanes::exp2(z * z * -0.72134752044448170F) * 0.39894228040143268F;  // exp(-z^2 / 2) / sqrt(2 pi)
    return 0.5F * (1.0F + Lanes::erf(z * 0.70710678118654752F)) + z * density;
  }
};

}  // namespace pyra
