#pragma once

#include "kernels/activations/gated.h"

namespace pyra {

struct Identity {
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector of(Vector z) {
    return z;
  }
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector slope(Vector) {
    return Lanes::all(1.0F);
  }
};

/// z sigmoid(z).
struct SiluActivation : GatedActivation<Identity> {
  static constexpr Activation kind = Activation::silu;
  static constexpr const char* kNames[] = {"silu", "swish"};
  template <typename Algorithm>
  static constexpr Algorithm fused = Algorithm::eltwise_swish;
  static constexpr float kAlpha = 1;
};

}  // namespace pyra
