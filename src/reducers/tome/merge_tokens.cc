#include "reducers/tome/merge_tokens.h"

#include "reducers/reducer_table.h"

namespace pyra {

void merge_tokens(const float* x, const float* size, const std::int32_t* row, const MergeShape& shape,
                  float* merged, float* merged_size) {
  reducer_kernels().merge_tokens(x, size, row, shape, merged, merged_size);
}

void merge_tokens_backward(const float* merged_gradient, const float* size, const float* merged_size,
                           const std::int32_t* row, const MergeShape& shape, float* x_gradient) {
  reducer_kernels().merge_tokens_backward(merged_gradient, size, merged_size, row, shape, x_gradient);
}

}  // namespace pyra
