#pragma once

#include "kernels/activations/inlined.h"

namespace pyra {

/// max(0, z), whose slope at 0 is 0. What is no number stays none.
struct ReluActivation {
  static constexpr Activation kind = Activation::relu;
  static constexpr const char* kNames[] = {"relu"};
  template <typename Algorithm>
  static constexpr Algorithm fused = Algorithm::eltwise_relu;
  static constexpr float kAlpha = 0;

  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector of(Vector z) {
    return Lanes::maximum(Lanes::all(0.0F), z);
  }
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector slope(Vector z) {
    return z > 0.0F ? Lanes::all(1.0F) : Lanes::all(0.0F);
  }
};

}  // namespace pyra
