// Files of simd/ include the formulas: what is not inlined there could be linked into code for another
// instruction set.
#pragma once

#include "pyra/activation.h"

#define PYRA_ACTIVATION_INLINE static inline __attribute__((always_inline))
