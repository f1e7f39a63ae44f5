// The scratch memory of modulate_tokens() and its gradient.
#pragma once

#include "base/memory/carver.h"
#include "reducers/pyra/modulate_tokens.h"

namespace pyra {

struct ModulateScratch {
  float *w_c, *standard;  // [C]
  float* w_t;             // [ranks]

  [[gnu::always_inline]] static constexpr ModulateScratch cut(Carver& from, int64_t channels, int64_t ranks) {
    return {.w_c = from.take<float>(channels),
            .standard = from.take<float>(channels),
            .w_t = from.take<float>(ranks)};
  }
};

struct ModulateBackwardScratch {
  float *w_c, *u_gradient, *standard, *norm_gradient;  // [C]
  float *w_t, *z_gradient;                             // [ranks]

  [[gnu::always_inline]] static constexpr ModulateBackwardScratch cut(Carver& from, int64_t channels,
                                                                      int64_t ranks) {
    return {.w_c = from.take<float>(channels),
            .u_gradient = from.take<float>(channels),
            .standard = from.take<float>(channels),
            .norm_gradient = from.take<float>(channels),
            .w_t = from.take<float>(ranks),
            .z_gradient = from.take<float>(ranks)};
  }
};

}  // namespace pyra
