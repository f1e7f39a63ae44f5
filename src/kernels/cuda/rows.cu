#include "kernels/cuda/launch.h"
#include "kernels/cuda/rows.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 128;

__global__ void take(const float* x, RowBatch b, std::int64_t per_picture, std::int64_t count, float* to) {
  const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at < count) to[at] = x[at / per_picture * b.rows * b.channels + at % per_picture];
}

/// A thread a channel: neighbours read neighbours.
__global__ void average(const float* x, const float* size, RowBatch b, std::int64_t first, float* to) {
  const std::int64_t channel = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x,
                     picture = blockIdx.y;
  if (channel >= b.channels) return;
  float sum = 0, total = 0;
  for (std::int64_t row = first; row < b.rows; ++row) {
    const float weight = size != nullptr ? size[picture * b.rows + row] : 1.0F;
    sum += weight * x[(picture * b.rows + row) * b.channels + channel];
    total += weight;
  }
  to[picture * b.channels + channel] = sum / total;
}

}  // namespace

void take_rows(const float* x, const RowBatch& b, std::int64_t count, float* to, cudaStream_t stream) {
  const std::int64_t numbers = b.pictures * count * b.channels;
  launch("take_rows", take, blocks_for(numbers, kThreads), kThreads, 0, stream, x, b, count * b.channels,
         numbers, to);
}

void mean_rows(const float* x, const float* size, const RowBatch& b, std::int64_t first, float* to,
               cudaStream_t stream) {
  launch("mean_rows", average, dim3(blocks_for(b.channels, kThreads), static_cast<unsigned>(b.pictures)),
         kThreads, 0, stream, x, size, b, first, to);
}

}  // namespace pyra::cuda
