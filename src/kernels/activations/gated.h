#pragma once

#include "kernels/activations/inlined.h"

namespace pyra {

/// z sigmoid(p(z)), which several activations are: 0.5 (1 + tanh(u)) = sigmoid(2 u).
template <typename Polynomial>
struct GatedActivation {
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector of(Vector z) {
    return z * Lanes::sigmoid(Polynomial::template of<Lanes>(z));
  }
  template <typename Lanes, typename Vector = typename Lanes::Vector>
  PYRA_ACTIVATION_INLINE Vector slope(Vector z) {
    const Vector gate = Lanes::sigmoid(Polynomial::template of<Lanes>(z));
    return gate + z * gate * (1.0F - gate) * Polynomial::template slope<Lanes>(z);
  }
};

}  // namespace pyra
