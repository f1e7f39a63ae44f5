// Where the tokens of a batch go.
#pragma once

#include <ATen/ATen.h>

namespace pyra {

/// Where each token goes; see reducers/shared/routing.h. No gradient: choices are discrete.
struct Routes {
  at::Tensor row;    // [B, N] int32
  at::Tensor share;  // [B, N] float32
  at::Tensor size;   // [B, N'] float32
};

}  // namespace pyra
