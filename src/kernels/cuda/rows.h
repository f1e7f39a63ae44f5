// Rows of tokens picked or averaged on the GPU.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

struct RowBatch {
  std::int64_t pictures, rows, channels;  // of the input
};

/// to [pictures, count, C] = the first `count` rows of each picture of x [pictures, rows, C].
void take_rows(const float* x, const RowBatch& batch, std::int64_t count, float* to, cudaStream_t stream);

/// to [pictures, C] = sum(size x) / sum(size) over the rows from `first` on; size [pictures, rows], or null:
/// all ones.
void mean_rows(const float* x, const float* size, const RowBatch& batch, std::int64_t first, float* to,
               cudaStream_t stream);

}  // namespace pyra::cuda
