#include "kernels/cuda/dropout.h"
#include "kernels/cuda/elements.h"
#include "kernels/cuda/launch.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 256;

/// The CPU's (kernels/simd/dropout.cc).
__device__ __forceinline__ std::uint32_t scramble(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  return x ^ (x >> 16);
}

struct Mask {
  std::uint32_t low, high, limit;
  float scale;

  __device__ float operator()(float x, std::int64_t element) const {
    return scramble(scramble(static_cast<std::uint32_t>(element) + low) ^ high) >= limit ? x * scale : 0.0F;
  }
};

/// Four numbers a thread, the last few one by one.
template <typename T>
__global__ void drop(const T* x, std::int64_t count, DropoutDraw draw, std::uint32_t limit, T* to) {
  const std::uint64_t seed = draw.seed ^ (draw.step_seed != nullptr ? *draw.step_seed : 0);
  const Mask kept{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), limit,
                  1.0F / (1.0F - draw.probability)};
  const std::int64_t at = 4 * (static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x);
  if (at + 4 <= count) {
    const float4 v = load4(x + at);
    store4(to + at, make_float4(kept(v.x, at), kept(v.y, at + 1), kept(v.z, at + 2), kept(v.w, at + 3)));
    return;
  }
  for (std::int64_t i = at; i < count; ++i) to[i] = from_float<T>(kept(to_float(x[i]), i));
}

}  // namespace

template <typename T>
void dropout(const T* x, std::int64_t count, const DropoutDraw& draw, T* to, cudaStream_t stream) {
  const auto limit = static_cast<std::uint32_t>(draw.probability * 4294967296.0);
  launch("dropout", drop<T>, blocks_for(count, 4 * kThreads), kThreads, 0, stream, x, count, draw, limit, to);
}

template void dropout(const float*, std::int64_t, const DropoutDraw&, float*, cudaStream_t);
template void dropout(const __nv_bfloat16*, std::int64_t, const DropoutDraw&, __nv_bfloat16*, cudaStream_t);

}  // namespace pyra::cuda
