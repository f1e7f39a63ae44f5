// torch's words for functions with a gradient of their own; for .cc files that define one.
#pragma once

#include <torch/csrc/autograd/custom_function.h>

#include "ops/held.h"

namespace pyra {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::Variable;
using torch::autograd::variable_list;

}  // namespace pyra
