#include "adapt/initialise.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

namespace pyra {

void kaiming_uniform(const at::Tensor& weight, at::Generator& random) {
  const at::NoGradGuard no_grad;
  const double bound = 1.0 / std::sqrt(static_cast<double>(weight.size(1)));
  weight.uniform_(-bound, bound, random);
}

void initialise_vit(const ParameterList& parameters, at::Generator& random) {
  const at::NoGradGuard no_grad;
  for (const Parameter& parameter : parameters) {
    const bool backbone = is_pretrained(parameter.role) || parameter.role == Role::head;
    if (!backbone || parameter.tensor.dim() < 2) continue;  // norms and biases already hold ones and zeros
    const double std = parameter.tensor.dim() == 3 && parameter.tensor.size(1) == 1 ? 1e-6 : 0.02;
    // Inverse-free truncation: redraw what falls outside two deviations.
    parameter.tensor.normal_(0, std, random);
    for (int draw = 0; draw < 16; ++draw) {
      const at::Tensor outside = parameter.tensor.abs() > 2 * std;
      if (!outside.any().item<bool>()) break;
      parameter.tensor.copy_(
          at::where(outside, at::empty_like(parameter.tensor).normal_(0, std, random), parameter.tensor));
    }
    parameter.tensor.clamp_(-2 * std, 2 * std);
  }
}

}  // namespace pyra
