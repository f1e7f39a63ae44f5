#include "kernels/activations/types.h"
#include "kernels/cuda/activations.h"
#include "kernels/cuda/elements.h"
#include "kernels/cuda/gate.h"
#include "kernels/cuda/launch.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 256;

/// A number a thread: neighbours read neighbours, of any width.
template <typename Function, typename T>
__global__ void open(const T* z, std::int64_t width, std::int64_t count, T* to, Function f) {
  const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at >= count) return;
  const T* row = z + at / width * 2 * width + at % width;
  to[at] = from_float<T>(f(to_float(row[0])) * to_float(row[width]));
}

}  // namespace

template <typename T>
void gate(Activation activation, const T* z, std::int64_t rows, std::int64_t width, T* to,
          cudaStream_t stream) {
  Activations::one(activation, [&](auto of) {  // these files are C++17
    using Of = decltype(of);
    launch("gate", open<DeviceActivation<Of::kind>, T>, blocks_for(rows * width, kThreads), kThreads, 0,
           stream, z, width, rows * width, to, DeviceActivation<Of::kind>());
  });
}

template void gate(Activation, const float*, std::int64_t, std::int64_t, float*, cudaStream_t);
template void gate(Activation, const __nv_bfloat16*, std::int64_t, std::int64_t, __nv_bfloat16*,
                   cudaStream_t);

}  // namespace pyra::cuda
