#include "model/load.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <set>

#include "pyra/error.h"

namespace pyra {

at::Tensor to_torch(const HostTensor& tensor) {
  const std::vector<float> values = tensor.to_float();
  at::Tensor result = at::empty(tensor.shape, at::kFloat);
  std::copy(values.begin(), values.end(), result.mutable_data_ptr<float>());
  return result;
}

HostTensor to_host(const at::Tensor& tensor) {
  const auto kept = std::make_shared<at::Tensor>(tensor.detach().to(at::kCPU, at::kFloat).contiguous());
  return {DType::f32, kept->sizes().vec(), reinterpret_cast<const std::byte*>(kept->const_data_ptr<float>()),
          kept};
}

void load_parameters(const ParameterList& parameters, const TensorMap& tensors) {
  const at::NoGradGuard no_grad;
  std::set<std::string> taken;
  for (const Parameter& parameter : parameters) {
    const auto found = tensors.find(parameter.name);
    if (found == tensors.end()) {
      throw InputError("tensor " + parameter.name + " is missing; the model needs it");
    }
    if (found->second.shape != parameter.tensor.sizes().vec()) {
      HostTensor wanted;
      wanted.shape = parameter.tensor.sizes().vec();
      throw InputError("tensor " + parameter.name + " is " + found->second.describe() +
                       ", but the model needs " + wanted.describe());
    }
    parameter.tensor.copy_(to_torch(found->second));
    taken.insert(parameter.name);
  }
  for (const auto& [name, tensor] : tensors) {
    if (!taken.contains(name)) {
      throw InputError("tensor " + name + " (" + tensor.describe() +
                       ") is in the file, but the model has no such part");
    }
  }
}

ParameterList select(const ParameterList& parameters, const std::function<bool(Role)>& wanted) {
  ParameterList chosen;
  for (const Parameter& parameter : parameters) {
    if (wanted(parameter.role)) chosen.push_back(parameter);
  }
  return chosen;
}

TensorMap to_tensor_map(const ParameterList& parameters) {
  TensorMap tensors;
  for (const Parameter& parameter : parameters) tensors.emplace(parameter.name, to_host(parameter.tensor));
  return tensors;
}

}  // namespace pyra
