// The angles that rotary positions turn queries and keys by (RoPE, arXiv 2104.09864; in two dimensions as
// DINOv3, arXiv 2508.10104, has them), as kernels/attention.h reads them.
#pragma once

#include <cstdint>

namespace pyra {

/// turns [count, D] of places [count, 2] (y, x): cos(angle), then sin(angle), where angle d is y
/// frequencies[d] for d < D / 4 and x frequencies[d - D / 4] from there to D / 2. frequencies [D / 4]; D is a
/// multiple of 4. Within 3e-7 for angles up to 1,000. At place (0, 0) nothing is turned.
void make_turns(const float* places, std::int64_t count, const float* frequencies, std::int64_t head_dim,
                float* turns);

/// Those of the tokens of several pictures.
struct Turns {
  const float* first = nullptr;  // [N, D] of the first picture; null: nothing is turned
  std::int64_t stride = 0;       // floats from picture to picture; 0: all have the same

  const float* of(std::int64_t picture) const {
    return first == nullptr ? nullptr : first + picture * stride;
  }
};

}  // namespace pyra
