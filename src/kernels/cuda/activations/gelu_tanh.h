#pragma once

#include "kernels/cuda/activations/device_activation.h"

namespace pyra::cuda {

template <>
struct DeviceActivation<Activation::gelu_tanh> {
  __device__ float operator()(float x) const {
    return 0.5F * x * (1.0F + tanhf(0.79788456080286536F * (x + 0.044715F * x * x * x)));
  }
};

}  // namespace pyra::cuda
