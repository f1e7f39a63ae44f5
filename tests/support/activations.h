// What every activation is, in double and by its textbook's formula: the one reference of all tests.
#pragma once

#include <algorithm>
#include <cmath>

#include "pyra/activation.h"

namespace pyra::testing {

inline double activation_at(Activation activation, double z) {
  switch (activation) {
    case Activation::gelu:
      return 0.5 * z * std::erfc(-z / std::sqrt(2.0));
    case Activation::quick_gelu:
      return z / (1 + std::exp(-1.702 * z));
    case Activation::gelu_tanh:
      return 0.5 * z * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (z + 0.044715 * z * z * z)));
    case Activation::relu:
      return std::max(0.0, z);
    case Activation::silu:
      return z / (1 + std::exp(-z));
  }
  return std::nan("");  // no test passes with one that is missing here
}

/// Whether the slope jumps, at 0.
inline bool has_kink(Activation activation) { return activation == Activation::relu; }

/// By central differences; 0 where it has a kink, as all conventions have it.
inline double slope_at(Activation activation, double z) {
  if (has_kink(activation) && z == 0) return 0;
  constexpr double step = 1e-5;
  return (activation_at(activation, z + step) - activation_at(activation, z - step)) / (2 * step);
}

}  // namespace pyra::testing
