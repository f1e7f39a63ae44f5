#include "kernels/cuda/launch.h"
#include "kernels/cuda/rows.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 128;

__global__ void take(const float* x, RowBatch b, std::int64_t per_picture, std::int64_t count, float* to,
                     std::int64_t to_picture) {
  const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  const std::int64_t picture = at / per_picture, i = at % per_picture;
  if (at < count) to[picture * to_picture + i] = x[picture * b.rows * b.channels + i];
}

/// A thread a channel: neighbours read neighbours.
__global__ void average(const float* x, const float* size, RowBatch b, std::int64_t first, float* to,
                        std::int64_t to_picture) {
  const std::int64_t channel = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x,
                     picture = blockIdx.y;
  if (channel >= b.channels) return;
  float sum = 0, total = 0;
  for (std::int64_t row = first; row < b.rows; ++row) {
    const float weight = size != nullptr ? size[picture * b.rows + row] : 1.0F;
    sum += weight * x[(picture * b.rows + row) * b.channels + channel];
    total += weight;
  }
  to[picture * to_picture + channel] = sum / total;
}

}  // namespace

void take_rows(const float* x, const RowBatch& b, std::int64_t count, float* to, cudaStream_t stream,
               std::int64_t to_picture) {
  const std::int64_t each = count * b.channels, numbers = b.pictures * each;
  launch("take_rows", take, blocks_for(numbers, kThreads), kThreads, 0, stream, x, b, each, numbers, to,
         to_picture > 0 ? to_picture : each);
}

void mean_rows(const float* x, const float* size, const RowBatch& b, std::int64_t first, float* to,
               cudaStream_t stream, std::int64_t to_picture) {
  launch("mean_rows", average, dim3(blocks_for(b.channels, kThreads), static_cast<unsigned>(b.pictures)),
         kThreads, 0, stream, x, size, b, first, to, to_picture > 0 ? to_picture : b.channels);
}

}  // namespace pyra::cuda
