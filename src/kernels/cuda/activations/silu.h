#pragma once

#include "kernels/cuda/activations/device_activation.h"

namespace pyra::cuda {

template <>
struct DeviceActivation<Activation::silu> {
  __device__ float operator()(float x) const { return x / (1.0F + expf(-x)); }
};

}  // namespace pyra::cuda
