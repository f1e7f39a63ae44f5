// kernels/layer_norm_backward.h.
#include "kernels/layer_norm_backward.h"

#include "kernels/simd/moments.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

/// body(column, lanes) for a row of `channels`, in vectors.
template <typename Body>
PYRA_INLINE void for_lanes(int64_t channels, const Body& body) {
  int64_t c = 0;
  for (; c + kLanes <= channels; c += kLanes) body(c, kLanes);
  if (c < channels) body(c, channels - c);
}

PYRA_INLINE Vector load_lanes(const float* from, int64_t lanes) {
  return lanes == kLanes ? load(from) : load_part(from, lanes);
}

PYRA_INLINE void backward_row(const float* x, const float* gradient, const NormWeights& norm, float* to) {
  const Moments m = moments_of(x, norm.channels, norm.eps);
  Vector sum{}, product{};
  for_lanes(norm.channels, [&](int64_t c, int64_t lanes) {
    const Vector g = load_lanes(gradient + c, lanes) * load_lanes(norm.weight + c, lanes);
    sum += g;
    product += g * (load_lanes(x + c, lanes) - m.mean);
  });
  const float share = 1.0F / static_cast<float>(norm.channels);
  const float mean = sum_lanes(sum) * share;
  const float slope = sum_lanes(product) * share * m.inverse_deviation * m.inverse_deviation;
  for_lanes(norm.channels, [&](int64_t c, int64_t lanes) {
    const Vector g = load_lanes(gradient + c, lanes) * load_lanes(norm.weight + c, lanes);
    const Vector v = (g - mean - (load_lanes(x + c, lanes) - m.mean) * slope) * m.inverse_deviation;
    lanes == kLanes ? store(to + c, v) : store_part(to + c, v, lanes);
  });
}

}  // namespace

void layer_norm_backward(const float* x, const float* gradient, int64_t rows, const NormWeights& norm,
                         float* to) {
  const int64_t channels = norm.channels;
  for (int64_t i = 0; i < rows; ++i)
    backward_row(x + i * channels, gradient + i * channels, norm, to + i * channels);
}

}  // namespace pyra::PYRA_ISA
