#pragma once

#include "kernels/activations/gated.h"

namespace pyra {

struct QuickPolynomial {
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector of(Vector z) {
    return z * 1.702F;
  }
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector slope(Vector) {
    return Lanes::all(1.702F);
  }
};

/// z sigmoid(1.702 z).
struct QuickGeluActivation : GatedActivation<QuickPolynomial> {
  static constexpr Activation kind = Activation::quick_gelu;
  static constexpr const char* kNames[] = {"quick_gelu", "quickgelu"};
  template <typename Algorithm>
  static constexpr Algorithm fused = Algorithm::eltwise_swish;
  static constexpr float kAlpha = 1.702F;
};

}  // namespace pyra
