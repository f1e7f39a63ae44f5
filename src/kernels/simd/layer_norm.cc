// kernels/layer_norm.h. Each row is read three times, from the nearest cache after the first.
#include "kernels/layer_norm.h"

#include "kernels/simd/round_row.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

struct Moments {
  float mean, inverse_deviation;
};

PYRA_INLINE Moments moments_of(const float* row, int64_t channels, float eps) {
  const int64_t whole = channels / kLanes * kLanes;
  Vector total{};
  float rest = 0;
  for (int64_t c = 0; c < whole; c += kLanes) total += load(row + c);
  for (int64_t c = whole; c < channels; ++c) rest += row[c];
  const float mean = (sum_lanes(total) + rest) / static_cast<float>(channels);
  // A second pass, since sum of squares minus square of sum would cancel.
  Vector squares{};
  rest = 0;
  for (int64_t c = 0; c < whole; c += kLanes) {
    const Vector d = load(row + c) - mean;
    squares += d * d;
  }
  for (int64_t c = whole; c < channels; ++c) rest += (row[c] - mean) * (row[c] - mean);
  const float variance = (sum_lanes(squares) + rest) / static_cast<float>(channels);
  return {mean, 1.0F / __builtin_sqrtf(variance + eps)};
}

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
    store_part(to + c, normalise(load_part(row + c, part), m, load_part(norm.weight + c, part), load_part(norm.bias + c, part)), part);
  }
}

}  // namespace

void layer_norm_f32(const float* x, int64_t rows, const NormWeights& norm, float* to) {
  for (int64_t i = 0; i < rows; ++i) norm_row(x + i * norm.channels, norm, to + i * norm.channels);
}

void layer_norm_bf16(const float* x, int64_t rows, const NormWeights& norm, Bf16* to) {
  for (int64_t i = 0; i < rows; ++i) norm_row(x + i * norm.channels, norm, to + i * norm.channels);
}

void layer_norm_s8(const float* x, int64_t rows, const NormWeights& norm, int8_t* to, float* scale, float* row_scratch) {
  for (int64_t i = 0; i < rows; ++i) {
    norm_row(x + i * norm.channels, norm, row_scratch);
    scale[i] = round_row(row_scratch, largest_magnitude(row_scratch, norm.channels), norm.channels, to + i * norm.channels);
  }
}

}  // namespace pyra::PYRA_ISA
