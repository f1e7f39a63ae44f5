// From tensors to architecture: what shapes and names say, and what has to be assumed.
#pragma once

#include <string>
#include <vector>

#include "architecture/sidecar/sidecar.h"
#include "pyra/backbone.h"

namespace pyra {

/// `heads_in_layout` is what the file's own layout states (Google's q, k, v keep their heads).
/// Order of belief about heads, pooling and norm_eps: overrides, layout, sidecar, assumption; each assumption
/// adds a line to `assumptions`. Throws InputError naming the tensor at fault.
VitConfig infer_vit_config(const TensorMap& timm_tensors, std::optional<std::int64_t> heads_in_layout,
                           const Sidecar& sidecar, const BackboneOverrides& overrides,
                           std::vector<std::string>& assumptions);

}  // namespace pyra
