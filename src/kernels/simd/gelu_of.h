// GELU, its two approximations and their derivatives, lane by lane.
#pragma once

#include "kernels/simd/vector.h"
#include "pyra/activation.h"

namespace pyra::PYRA_ISA {

/// erf(x) with an absolute error below 2e-7: x P(x^2) / Q(x^2) on |x| < 3.92, beyond which erf is 1 in
/// float32. The coefficients are a minimax fit of our own (equal ripple of 1.6e-8).
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
struct ExactGelu {
  PYRA_INLINE Vector of(Vector z) { return 0.5F * z * (1.0F + erf_of(z * 0.70710678118654752F)); }
  PYRA_INLINE Vector slope(Vector z) {
    const Vector density =
        exp2_of(z * z * -0.72134752044448170F) * 0.39894228040143268F;  // exp(-z^2 / 2) / sqrt(2 pi)
    return 0.5F * (1.0F + erf_of(z * 0.70710678118654752F)) + z * density;
  }
};

/// 1 / (1 + exp(-x)).
PYRA_INLINE Vector sigmoid_of(Vector x) { return 1.0F / (1.0F + exp2_of(x * -1.44269504088896341F)); }

/// z sigmoid(p(z)), which both approximations are: 0.5 (1 + tanh(u)) = sigmoid(2 u).
template <typename Polynomial>
struct GatedGelu {
  PYRA_INLINE Vector of(Vector z) { return z * sigmoid_of(Polynomial::of(z)); }
  PYRA_INLINE Vector slope(Vector z) {
    const Vector gate = sigmoid_of(Polynomial::of(z));
    return gate + z * gate * (1.0F - gate) * Polynomial::slope(z);
  }
};

struct QuickPolynomial {
  PYRA_INLINE Vector of(Vector z) { return z * 1.702F; }
  PYRA_INLINE Vector slope(Vector) { return broadcast(1.702F); }
};

/// 2 sqrt(2 / pi) (z + 0.044715 z^3), bounded where the sigmoid is 0 or 1 in float32 anyway.
struct TanhPolynomial {
  PYRA_INLINE Vector bounded(Vector z) { return minimum(maximum(z, broadcast(-12.0F)), broadcast(12.0F)); }
  PYRA_INLINE Vector of(Vector z) {
    const Vector b = bounded(z);
    return b * (1.59576912160573072F + 0.07135481627260025F * b * b);
  }
  PYRA_INLINE Vector slope(Vector z) {
    const Vector b = bounded(z);
    return 1.59576912160573072F + 0.21406444881780075F * b * b;
  }
};

/// body(the activation's functions).
template <typename Body>
PYRA_INLINE void with_activation(Activation activation, const Body& body) {
  switch (activation) {
    case Activation::gelu:
      return body(ExactGelu());
    case Activation::quick_gelu:
      return body(GatedGelu<QuickPolynomial>());
    case Activation::gelu_tanh:
      return body(GatedGelu<TanhPolynomial>());
  }
}

}  // namespace pyra::PYRA_ISA
