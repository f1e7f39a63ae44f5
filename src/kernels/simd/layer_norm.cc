// kernels/layer_norm.h. Each row is read three times, from the nearest cache after the first.
#include "kernels/layer_norm.h"

#include "kernels/simd/moments.h"
#include "kernels/simd/round_row.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

PYRA_INLINE Vector normalise(Vector x, Moments m, Vector weight, Vector bias) {
  return (x - m.mean) * m.inverse_deviation * weight + bias;
}

template <typename T>
PYRA_INLINE void norm_row(const float* row, const NormWeights& norm, T* to) {
  const Moments m = moments_of(row, norm.channels, norm.eps);
  int64_t c = 0;
  for (; c + kLanes <= norm.channels; c += kLanes) {
    store(to + c, normalise(load(row + c), m, load(norm.weight + c), load(norm.bias + c)));
  }
  if (c < norm.channels) {
    const int64_t part = norm.channels - c;
    store_part(to + c,
               normalise(load_part(row + c, part), m, load_part(norm.weight + c, part),
                         load_part(norm.bias + c, part)),
               part);
  }
}

}  // namespace

void layer_norm_f32(const float* x, int64_t rows, const NormWeights& norm, float* to) {
  for (int64_t i = 0; i < rows; ++i) norm_row(x + i * norm.channels, norm, to + i * norm.channels);
}

void layer_norm_bf16(const float* x, int64_t rows, const NormWeights& norm, Bf16* to) {
  for (int64_t i = 0; i < rows; ++i) norm_row(x + i * norm.channels, norm, to + i * norm.channels);
}

void layer_norm_s8(const float* x, int64_t rows, const NormWeights& norm, int8_t* to, float* scale,
                   float* row_scratch, int32_t offset) {
  for (int64_t i = 0; i < rows; ++i) {
    norm_row(x + i * norm.channels, norm, row_scratch);
    scale[i] = round_row(row_scratch, largest_magnitude(row_scratch, norm.channels), norm.channels,
                         to + i * norm.channels, offset);
  }
}

}  // namespace pyra::PYRA_ISA
