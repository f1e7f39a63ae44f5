// What a tensor is to those that train some and leave others as they were: freezing goes by role, never by
// name.
#pragma once

#include "architecture/tensor_shapes.h"

namespace pyra {

/// Of the backbone, four: `norm` and `norm_bias` are the scales and biases of its layer norms, `bias` those
/// of its maps, `backbone` all else of it.
enum class Role { backbone, bias, norm, norm_bias, head, adapter, reducer };

constexpr bool is_pretrained(Role role) { return role <= Role::norm_bias; }

/// Those of expected_tensors(config) whose role fulfils `wanted`.
TensorShapes tensors_of_role(const VitConfig& config, bool (*wanted)(Role role));

}  // namespace pyra
