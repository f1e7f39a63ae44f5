#pragma once

#include "kernels/cuda/activations/device_activation.h"

namespace pyra::cuda {

template <>
struct DeviceActivation<Activation::relu> {
  __device__ float operator()(float x) const { return x > 0.0F ? x : 0.0F; }
};

}  // namespace pyra::cuda
