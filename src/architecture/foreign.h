// Checkpoints of other models, known by the names of their tensors.
#pragma once

#include <string_view>

#include "pyra/host_tensor.h"

namespace pyra {

struct ForeignFamily {
  std::string_view what;    // "a Swin transformer"
  std::string_view advice;  // what can be done with it here
};

/// Null for tensors of no family that is known.
const ForeignFamily* find_foreign(const TensorMap& tensors);

}  // namespace pyra
