// The functions that activations are made of, on vectors of this instruction set.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

struct Lanes {
  using Vector = PYRA_ISA::Vector;

  PYRA_INLINE Vector all(float x) { return broadcast(x); }
  PYRA_INLINE Vector maximum(Vector a, Vector b) { return PYRA_ISA::maximum(a, b); }
  PYRA_INLINE Vector minimum(Vector a, Vector b) { return PYRA_ISA::minimum(a, b); }
  PYRA_INLINE Vector exp2(Vector x) { return exp2_of(x); }
  /// 1 / (1 + exp(-x)).
  PYRA_INLINE Vector sigmoid(Vector x) { return 1.0F / (1.0F + exp2_of(x * -1.44269504088896341F)); }

  /// erf(x) with an absolute error below 2e-7: x P(x^2) / Q(x^2) on |x| < 3.92, beyond which erf is 1 in
  /// float32. The coefficients are a minimax fit of our own (equal ripple of 1.6e-8).
  PYRA_INLINE Vector erf(Vector x) {
    const Vector u = minimum(maximum(x, all(-3.92F)), all(3.92F));
    const Vector t = u * u;
    Vector p = all(2.034679321e-06F);
    p = p * t + 2.874796124e-04F;
    p = p * t + 3.868444810e-03F;
    p = p * t + 5.306083515e-02F;
    p = p * t + 1.927671145e-01F;
    p = p * t + 1.128379022e+00F;
    Vector q = all(3.807007764e-05F);
    q = q * t + 1.188139123e-03F;
    q = q * t + 1.517253298e-02F;
    q = q * t + 1.150858368e-01F;
    q = q * t + 5.041670735e-01F;
    q = q * t + 1.0F;
    return u * p / q;
  }
};

}  // namespace pyra::PYRA_ISA
