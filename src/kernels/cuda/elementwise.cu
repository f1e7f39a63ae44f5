#include "kernels/cuda/elements.h"
#include "kernels/cuda/elementwise.h"
#include "kernels/cuda/launch.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 256;

struct Gelu {
  __device__ float operator()(float x) const { return 0.5F * x * (1.0F + erff(x * 0.70710678118654752F)); }
};
struct QuickGelu {
  __device__ float operator()(float x) const { return x / (1.0F + expf(-1.702F * x)); }
};
struct GeluTanh {
  __device__ float operator()(float x) const {
    return 0.5F * x * (1.0F + tanhf(0.79788456080286536F * (x + 0.044715F * x * x * x)));
  }
};
struct Relu {
  __device__ float operator()(float x) const { return x > 0.0F ? x : 0.0F; }
};
struct Tanh {
  __device__ float operator()(float x) const { return tanhf(x); }
};

/// Four numbers a thread, the last few one by one.
template <typename Function, typename T>
__global__ void apply(T* x, std::int64_t count, Function f) {
  const std::int64_t at = 4 * (static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x);
  if (at + 4 <= count) {
    const float4 v = load4(x + at);
    store4(x + at, make_float4(f(v.x), f(v.y), f(v.z), f(v.w)));
    return;
  }
  for (std::int64_t i = at; i < count; ++i) x[i] = from_float<T>(f(to_float(x[i])));
}

template <typename T>
__global__ void add(const T* x, std::int64_t count, float* to) {
  const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at < count) to[at] += to_float(x[at]);
}

template <typename Function, typename T>
void launch_apply(const char* name, T* x, std::int64_t count, Function f, cudaStream_t stream) {
  launch(name, apply<Function, T>, blocks_for(count, 4 * kThreads), kThreads, 0, stream, x, count, f);
}

}  // namespace

template <typename T>
void gelu(T* x, std::int64_t count, cudaStream_t stream) {
  launch_apply("gelu", x, count, Gelu(), stream);
}

template <typename T>
void quick_gelu(T* x, std::int64_t count, cudaStream_t stream) {
  launch_apply("quick_gelu", x, count, QuickGelu(), stream);
}

template <typename T>
void gelu_tanh(T* x, std::int64_t count, cudaStream_t stream) {
  launch_apply("gelu_tanh", x, count, GeluTanh(), stream);
}

template <typename T>
void relu(T* x, std::int64_t count, cudaStream_t stream) {
  launch_apply("relu", x, count, Relu(), stream);
}

void tanh_of(float* x, std::int64_t count, cudaStream_t stream) {
  launch_apply("tanh", x, count, Tanh(), stream);
}

template <typename T>
void add_rows(const T* x, std::int64_t count, float* to, cudaStream_t stream) {
  launch("add", add<T>, blocks_for(count, kThreads), kThreads, 0, stream, x, count, to);
}

template void gelu(float*, std::int64_t, cudaStream_t);
template void gelu(__nv_bfloat16*, std::int64_t, cudaStream_t);
template void quick_gelu(float*, std::int64_t, cudaStream_t);
template void quick_gelu(__nv_bfloat16*, std::int64_t, cudaStream_t);
template void gelu_tanh(float*, std::int64_t, cudaStream_t);
template void gelu_tanh(__nv_bfloat16*, std::int64_t, cudaStream_t);
template void relu(float*, std::int64_t, cudaStream_t);
template void relu(__nv_bfloat16*, std::int64_t, cudaStream_t);
template void add_rows(const float*, std::int64_t, float*, cudaStream_t);
template void add_rows(const __nv_bfloat16*, std::int64_t, float*, cudaStream_t);

}  // namespace pyra::cuda
