#include "kernels/activations/types.h"
#include "kernels/cuda/activate.h"
#include "kernels/cuda/activations.h"
#include "kernels/cuda/apply.h"

namespace pyra::cuda {

template <typename T>
void activate(Activation activation, T* x, std::int64_t count, cudaStream_t stream) {
  Activations::one(activation, [&](auto of) {  // these files are C++17
    using Of = decltype(of);
    launch_apply(Of::kNames[0], x, count, DeviceActivation<Of::kind>(), stream);
  });
}

template void activate(Activation, float*, std::int64_t, cudaStream_t);
template void activate(Activation, __nv_bfloat16*, std::int64_t, cudaStream_t);

}  // namespace pyra::cuda
