#pragma once

#include "kernels/cuda/activations/device_activation.h"

namespace pyra::cuda {

template <>
struct DeviceActivation<Activation::quick_gelu> {
  __device__ float operator()(float x) const { return x / (1.0F + expf(-1.702F * x)); }
};

}  // namespace pyra::cuda
