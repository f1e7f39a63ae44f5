#include "train/moved_weights.h"

#include <ATen/core/grad_mode.h>

namespace pyra {
namespace {

bool is_frozen_product(const Parameter& parameter) {
  return !parameter.tensor.requires_grad() && parameter.tensor.dim() >= 2 &&
         parameter.name.ends_with(".weight");
}

}  // namespace

MovedWeights::MovedWeights(ParameterList parameters, at::Device device, bool narrow)
    : parameters_(std::move(parameters)) {
  const at::NoGradGuard no_grad;
  for (const Parameter& parameter : parameters_) {
    before_.push_back(parameter.tensor.detach());
    parameter.tensor.set_data(parameter.tensor.detach().to(
        device, narrow && is_frozen_product(parameter) ? at::kBFloat16 : at::kFloat));
  }
}

MovedWeights::~MovedWeights() {
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const at::Tensor& tensor = parameters_[i].tensor;
    tensor.mutable_grad().reset();
    tensor.set_data(tensor.requires_grad() ? tensor.detach().to(before_[i].device()) : before_[i]);
  }
}

}  // namespace pyra
