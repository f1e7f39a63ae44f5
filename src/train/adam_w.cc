#include "train/adam_w.h"

#include <ATen/core/grad_mode.h>

#include "model/load.h"
#include "pyra/error.h"

namespace pyra {

AdamW::AdamW(ParameterList parameters, AdamWOptions options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const Parameter& parameter : parameters_) {
    first_.push_back(at::zeros_like(parameter.tensor.detach()));
    second_.push_back(at::zeros_like(parameter.tensor.detach()));
    steps_.push_back(at::zeros({}, parameter.tensor.options().dtype(at::kFloat).requires_grad(false)));
  }
  const at::Device device = parameters_.front().tensor.device();
  lr_ = at::zeros({}, at::TensorOptions().device(device).dtype(
                          device.is_cpu() ? at::kDouble : at::kFloat));  // as the kernels of each read it
}

void AdamW::set_learning_rate(double lr) { lr_.fill_(lr); }

void AdamW::step() {
  const at::NoGradGuard no_grad;
  for (const bool decayed : {true, false}) {
    std::vector<at::Tensor> values, gradients, first, second, steps;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const at::Tensor& value = parameters_[i].tensor;
      if (!value.grad().defined() || (value.dim() >= 2) != decayed) continue;
      values.push_back(value);
      gradients.push_back(value.grad());
      first.push_back(first_[i]);
      second.push_back(second_[i]);
      steps.push_back(steps_[i]);
    }
    if (values.empty()) continue;
    at::_foreach_add_(steps, 1);
    at::_fused_adamw_(values, gradients, first, second, {}, steps, lr_, options_.beta1, options_.beta2,
                      decayed ? options_.weight_decay : 0.0, options_.eps, /*amsgrad=*/false,
                      /*maximize=*/false);
  }
}

void AdamW::zero_grad() {
  for (const Parameter& parameter : parameters_) parameter.tensor.mutable_grad().reset();
}

at::Tensor AdamW::clip(double norm) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> squares;
  for (const Parameter& parameter : parameters_) {
    if (parameter.tensor.grad().defined())
      squares.push_back(parameter.tensor.grad().square().sum().to(at::kDouble));
  }
  if (squares.empty()) return at::zeros({}, at::kDouble);
  const at::Tensor found = at::stack(squares).sum().sqrt();
  const at::Tensor scale = (norm / (found + 1e-6)).clamp_max(1).to(at::kFloat);
  for (const Parameter& parameter : parameters_) {
    if (parameter.tensor.grad().defined()) parameter.tensor.mutable_grad().mul_(scale);
  }
  return found;
}

void AdamW::save(TensorMap& tensors) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    tensors.emplace("adam.m." + parameters_[i].name, to_host(first_[i]));
    tensors.emplace("adam.v." + parameters_[i].name, to_host(second_[i]));
    tensors.emplace("adam.step." + parameters_[i].name, to_host(steps_[i]));
  }
}

void AdamW::restore(const TensorMap& tensors) {
  const auto copy = [&](const at::Tensor& into, const std::string& name) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.shape != into.sizes().vec()) {
      throw InputError("the checkpoint has no tensor " + name +
                       " of the optimizer's shape; it belongs to another run");
    }
    into.copy_(to_torch(found->second));
  };
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    copy(first_[i], "adam.m." + parameters_[i].name);
    copy(second_[i], "adam.v." + parameters_[i].name);
    copy(steps_[i], "adam.step." + parameters_[i].name);
  }
}

}  // namespace pyra
