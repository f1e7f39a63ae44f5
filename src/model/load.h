// Between checkpoint tensors and model weights.
#pragma once

#include <functional>

#include "model/parameter.h"
#include "pyra/host_tensor.h"

namespace pyra {

/// A float32 torch tensor with a copy of the host tensor's values.
at::Tensor to_torch(const HostTensor& tensor);
/// A host tensor that shares the (contiguous, float32) torch tensor's memory.
HostTensor to_host(const at::Tensor& tensor);

/// Copies `tensors` into the parameters of the same name. Throws InputError naming the first parameter that
/// is missing, the first tensor that no parameter takes, or the first of another shape, with both shapes.
void load_parameters(const ParameterList& parameters, const TensorMap& tensors);

/// The parameters whose role fulfils `wanted`.
ParameterList select(const ParameterList& parameters, const std::function<bool(Role)>& wanted);
/// As host tensors by name, for writing.
TensorMap to_tensor_map(const ParameterList& parameters);

}  // namespace pyra
