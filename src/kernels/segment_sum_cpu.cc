#include <algorithm>

#include "kernels/segment_sum.h"
#include "kernels/vectorised.h"

namespace pyra {

PYRA_VECTORISED void segment_sum(const float* input, const std::int32_t* segment, const float* weight,
                                 std::int64_t rows, std::int64_t segments, std::int64_t channels, float* output) {
  std::fill(output, output + segments * channels, 0.0F);
  for (std::int64_t i = 0; i < rows; ++i) {
    const float scale = weight == nullptr ? 1.0F : weight[i];
    const float* from = input + i * channels;
    float* to = output + segment[i] * channels;
    for (std::int64_t c = 0; c < channels; ++c) to[c] += scale * from[c];
  }
}

PYRA_VECTORISED void gather_rows(const float* input, const std::int32_t* index, const float* weight,
                                 std::int64_t rows, std::int64_t channels, float* output) {
  for (std::int64_t i = 0; i < rows; ++i) {
    const float scale = weight == nullptr ? 1.0F : weight[i];
    const float* from = input + index[i] * channels;
    float* to = output + i * channels;
    for (std::int64_t c = 0; c < channels; ++c) to[c] = scale * from[c];
  }
}

}  // namespace pyra
