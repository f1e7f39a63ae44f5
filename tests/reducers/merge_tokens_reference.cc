#include "reducers/merge_tokens_reference.h"

#include <vector>

namespace pyra {
namespace {

double size_of(const float* size, std::int64_t token) {
  return size != nullptr ? static_cast<double>(size[token]) : 1.0;
}

}  // namespace

void merge_tokens_reference(const float* x, const float* size, const std::int32_t* row,
                            const MergeShape& shape, float* merged, float* merged_size) {
  for (std::int64_t o = 0; o < shape.tokens - shape.rate; ++o) {
    double total = 0;
    std::vector<double> sum(static_cast<std::size_t>(shape.channels));
    for (std::int64_t i = 0; i < shape.tokens; ++i) {
      if (row[i] != o) continue;
      total += size_of(size, i);
      for (std::int64_t c = 0; c < shape.channels; ++c) {
        sum[static_cast<std::size_t>(c)] += size_of(size, i) * static_cast<double>(x[i * shape.channels + c]);
      }
    }
    merged_size[o] = static_cast<float>(total);
    for (std::int64_t c = 0; c < shape.channels; ++c) {
      merged[o * shape.channels + c] = static_cast<float>(sum[static_cast<std::size_t>(c)] / total);
    }
  }
}

void merge_tokens_backward_reference(const float* merged_gradient, const float* size,
                                     const float* merged_size, const std::int32_t* row,
                                     const MergeShape& shape, float* x_gradient) {
  for (std::int64_t i = 0; i < shape.tokens; ++i) {
    const double share = size_of(size, i) / static_cast<double>(merged_size[row[i]]);
    for (std::int64_t c = 0; c < shape.channels; ++c) {
      const double gradient = static_cast<double>(merged_gradient[row[i] * shape.channels + c]);
      x_gradient[i * shape.channels + c] = static_cast<float>(share * gradient);
    }
  }
}

}  // namespace pyra
