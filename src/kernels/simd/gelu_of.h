// GELU and its derivative, lane by lane.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

/// erf(x) with an absolute error below 2e-7: x P(x^2) / Q(x^2) on |x| < 3.92, beyond which erf is 1 in float32. The
/// coefficients are a minimax fit of our own (equal ripple of 1.6e-8).
PYRA_INLINE Vector erf_of(Vector x) {
  const Vector u = minimum(maximum(x, broadcast(-3.92F)), broadcast(3.92F));
  const Vector t = u * u;
  Vector p = broadcast(2.034679321e-06F);
  p = p * t + 2.874796124e-04F;
  p = p * t + 3.868444810e-03F;
  p = p * t + 5.306083515e-02F;
  p = p * t + 1.927671145e-01F;
  p = p * t + 1.128379022e+00F;
  Vector q = broadcast(3.807007764e-05F);
  q = q * t + 1.188139123e-03F;
  q = q * t + 1.517253298e-02F;
  q = q * t + 1.150858368e-01F;
  q = q * t + 5.041670735e-01F;
  q = q * t + 1.0F;
  return u * p / q;
}

/// 0.5 z (1 + erf(z / sqrt 2)), within 2e-6.
PYRA_INLINE Vector gelu_of(Vector z) { return 0.5F * z * (1.0F + erf_of(z * 0.70710678118654752F)); }

}  // namespace pyra::PYRA_ISA
