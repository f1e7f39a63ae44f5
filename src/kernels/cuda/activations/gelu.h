#pragma once

#include "kernels/cuda/activations/device_activation.h"

namespace pyra::cuda {

template <>
struct DeviceActivation<Activation::gelu> {
  __device__ float operator()(float x) const { return 0.5F * x * (1.0F + erff(x * 0.70710678118654752F)); }
};

}  // namespace pyra::cuda
