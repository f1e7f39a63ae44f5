// A function of single numbers over many, in place.
#pragma once

#include "kernels/cuda/elements.h"
#include "kernels/cuda/launch.h"

namespace pyra::cuda {

constexpr int kApplyThreads = 256;

/// Four numbers a thread, the last few one by one.
template <typename Function, typename T>
__global__ void apply(T* x, std::int64_t count, Function f) {
  const std::int64_t at = 4 * (static_cast<std::int64_t>(blockIdx.x) * kApplyThreads + threadIdx.x);
  if (at + 4 <= count) {
    const float4 v = load4(x + at);
    store4(x + at, make_float4(f(v.x), f(v.y), f(v.z), f(v.w)));
    return;
  }
  for (std::int64_t i = at; i < count; ++i) x[i] = from_float<T>(f(to_float(x[i])));
}

template <typename Function, typename T>
void launch_apply(const char* name, T* x, std::int64_t count, Function f, cudaStream_t stream) {
  launch(name, apply<Function, T>, blocks_for(count, 4 * kApplyThreads), kApplyThreads, 0, stream, x, count,
         f);
}

}  // namespace pyra::cuda
