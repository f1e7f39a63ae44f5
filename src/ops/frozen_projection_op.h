// A frozen LayerNorm and a frozen affine map after it, with a trained low-rank map beside the latter where
// there is one: LoRA (arXiv 2106.09685). A few rows at a time; the norm's output is computed again in the
// backward pass.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>

#include "ops/frozen_map.h"
#include "ops/frozen_norm.h"

namespace pyra {

struct FrozenProjection {
  FrozenNorm norm;
  std::shared_ptr<const FrozenMap> map;
};

/// B A dropout(norm(x)): down is A [rank, in], up is B [out, rank], both float32. `seed` decides the
/// dropout's mask.
struct LowRank {
  at::Tensor down, up;
  double dropout = 0;  // in [0, 1)
  std::uint64_t seed = 0;
};

/// map(norm(x)), [..., out] of the map's element, from x [..., in] float32, with a gradient for x.
at::Tensor frozen_projection(const at::Tensor& x, const FrozenProjection& projection);
/// The same + B A dropout(norm(x)), with gradients for x, A and B; the low-rank part is float32 throughout.
at::Tensor frozen_projection(const at::Tensor& x, const FrozenProjection& projection,
                             const LowRank& low_rank);

}  // namespace pyra
