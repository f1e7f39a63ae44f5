// Rows of tokens picked or averaged on the GPU.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

struct RowBatch {
  std::int64_t pictures, rows, channels;  // of the input
};

/// to [pictures, count, C] = the first `count` rows of each picture of x [pictures, rows, C]. `to_picture`:
/// floats from picture to picture of `to`; 0: they lie one after the other.
void take_rows(const float* x, const RowBatch& batch, std::int64_t count, float* to, cudaStream_t stream,
               std::int64_t to_picture = 0);

/// to [pictures, C] = sum(size x) / sum(size) over the rows from `first` on; size [pictures, rows], or null:
/// all ones. `to_picture` as above.
void mean_rows(const float* x, const float* size, const RowBatch& batch, std::int64_t first, float* to,
               cudaStream_t stream, std::int64_t to_picture = 0);

}  // namespace pyra::cuda
