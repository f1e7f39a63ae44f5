// reducers/tome/merge_tokens.h: each token is read once and each output row is first stored, then added to.
#include "reducers/tome/merge_tokens.h"

#include "reducers/shared/simd/scaled_rows.h"
#include "reducers/simd/table.h"

namespace pyra::PYRA_ISA {

void merge_tokens(const float* x, const float* size, const int32_t* row, const MergeShape& shape,
                  float* merged, float* merged_size) {
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

void merge_tokens_backward(const float* merged_gradient, const float* size, const float* merged_size,
                           const int32_t* row, const MergeShape& shape, float* x_gradient) {
  for (int64_t i = 0; i < shape.tokens; ++i) {
    store_scaled(merged_gradient + row[i] * shape.channels, size_of(size, i) / merged_size[row[i]],
                 shape.channels, x_gradient + i * shape.channels);
  }
}

}  // namespace pyra::PYRA_ISA
