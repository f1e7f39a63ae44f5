// A frozen affine map (ops/frozen_map.h) with a gradient for its input only.
#pragma once

#include <ATen/ATen.h>

#include <memory>

#include "ops/frozen_map.h"

namespace pyra {

/// f32 and bf16 between the kernels' names and torch's.
inline at::ScalarType scalar_type(Element element) {
  return element == Element::bf16 ? at::kBFloat16 : at::kFloat;
}
inline Element element_of(const at::Tensor& tensor) {
  return tensor.scalar_type() == at::kBFloat16 ? Element::bf16 : Element::f32;
}

/// [..., out] float32 from x [..., in] float32 or bf16. Nothing is saved for the backward pass.
at::Tensor frozen_linear(const at::Tensor& x, const std::shared_ptr<const FrozenMap>& map);

}  // namespace pyra
