// Named weights and the role each plays; freezing goes by role, never by name.
#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

namespace pyra {

/// `bias`: those of the pretrained maps and norms; `backbone`: all else of it.
enum class Role { backbone, bias, adapter, reducer, head };

inline bool is_pretrained(Role role) { return role == Role::backbone || role == Role::bias; }

/// A weight under its checkpoint name. The tensor is a handle: writing into it changes the model.
struct Parameter {
  std::string name;
  at::Tensor tensor;
  Role role;
};

using ParameterList = std::vector<Parameter>;

}  // namespace pyra
