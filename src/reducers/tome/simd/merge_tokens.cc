// reducers/tome/merge_tokens.h: each token is read once and each output row is first stored, then added to.
#include "reducers/tome/merge_tokens.h"

#include "kernels/simd/for_columns.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

PYRA_INLINE float size_of(const float* size, int64_t token) { return size != nullptr ? size[token] : 1.0F; }

PYRA_INLINE void store_scaled(const float* from, float scale, int64_t channels, float* to) {
  for_columns(channels, [&](int64_t c, auto lanes) { lanes.put(to + c, lanes.get(from + c) * scale); });
}

PYRA_INLINE void add_scaled(const float* from, float scale, int64_t channels, float* to) {
  for_columns(channels, [&](int64_t c, auto lanes) { lanes.put(to + c, lanes.get(to + c) + lanes.get(from + c) * scale); });
}

}  // namespace

void merge_tokens(const float* x, const float* size, const int32_t* row, const MergeShape& shape, float* merged,
                  float* merged_size) {
  const int64_t left = shape.tokens - shape.rate;
  for (int64_t o = 0; o < left; ++o) merged_size[o] = 0;
  for (int64_t i = 0; i < shape.tokens; ++i) merged_size[row[i]] += size_of(size, i);
  // A row that holds nothing yet is marked by the sign of its size.
  for (int64_t o = 0; o < left; ++o) merged_size[o] = -merged_size[o];
  for (int64_t i = 0; i < shape.tokens; ++i) {
    const float* from = x + i * shape.channels;
    float* to = merged + row[i] * shape.channels;
    float& total = merged_size[row[i]];
    if (total < 0) {
      total = -total;
      store_scaled(from, size_of(size, i) / total, shape.channels, to);
    } else {
      add_scaled(from, size_of(size, i) / total, shape.channels, to);
    }
  }
}

void merge_tokens_backward(const float* merged_gradient, const float* size, const float* merged_size, const int32_t* row,
                           const MergeShape& shape, float* x_gradient) {
  for (int64_t i = 0; i < shape.tokens; ++i) {
    store_scaled(merged_gradient + row[i] * shape.channels, size_of(size, i) / merged_size[row[i]], shape.channels,
                 x_gradient + i * shape.channels);
  }
}

void segment_sum(const float* input, const int32_t* segment, const float* weight, int64_t rows, int64_t segments,
                 int64_t channels, float* output) {
  for (int64_t c = 0; c < segments * channels; ++c) output[c] = 0;
  for (int64_t i = 0; i < rows; ++i) {
    if (segment[i] < 0) continue;
    add_scaled(input + i * channels, size_of(weight, i), channels, output + segment[i] * channels);
  }
}

void gather_rows(const float* input, const int32_t* index, const float* weight, int64_t rows, int64_t channels,
                 float* output) {
  for (int64_t i = 0; i < rows; ++i) {
    float* to = output + i * channels;
    if (index[i] < 0) {
      for (int64_t c = 0; c < channels; ++c) to[c] = 0;
    } else {
      store_scaled(input + index[i] * channels, size_of(weight, i), channels, to);
    }
  }
}

}  // namespace pyra::PYRA_ISA
