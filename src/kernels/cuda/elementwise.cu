#include "kernels/cuda/apply.h"
#include "kernels/cuda/elementwise.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 256;

struct Tanh {
  __device__ float operator()(float x) const { return tanhf(x); }
};

template <typename T>
__global__ void add(const T* x, std::int64_t count, float* to) {
  const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at < count) to[at] += to_float(x[at]);
}

}  // namespace

void tanh_of(float* x, std::int64_t count, cudaStream_t stream) {
  launch_apply("tanh", x, count, Tanh(), stream);
}

template <typename T>
void add_rows(const T* x, std::int64_t count, float* to, cudaStream_t stream) {
  launch("add", add<T>, blocks_for(count, kThreads), kThreads, 0, stream, x, count, to);
}

template void add_rows(const float*, std::int64_t, float*, cudaStream_t);
template void add_rows(const __nv_bfloat16*, std::int64_t, float*, cudaStream_t);

}  // namespace pyra::cuda
