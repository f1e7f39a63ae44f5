// Named weights and the role each plays.
#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "architecture/role.h"

namespace pyra {

/// A weight under its checkpoint name. The tensor is a handle: writing into it changes the model.
struct Parameter {
  std::string name;
  at::Tensor tensor;
  Role role;
};

using ParameterList = std::vector<Parameter>;

}  // namespace pyra
