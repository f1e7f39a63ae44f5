// reducers/shared/segment_sum.h.
#include "reducers/shared/simd/scaled_rows.h"
#include "reducers/simd/table.h"

namespace pyra::PYRA_ISA {

void segment_sum(const float* input, const int32_t* segment, const float* weight, int64_t rows,
                 int64_t segments, int64_t channels, float* output) {
  for (int64_t c = 0; c < segments * channels; ++c) output[c] = 0;
  for (int64_t i = 0; i < rows; ++i) {
    if (segment[i] < 0) continue;
    add_scaled(input + i * channels, size_of(weight, i), channels, output + segment[i] * channels);
  }
}

void gather_rows(const float* input, const int32_t* index, const float* weight, int64_t rows,
                 int64_t channels, float* output) {
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
