// bfloat16 as a type; bf16_convert.h has its conversions, which kernels of one instruction set must not see
// as inline functions.
#pragma once

#include <cstdint>

namespace pyra {

/// The upper 16 bits of a float32.
using Bf16 = std::uint16_t;

}  // namespace pyra
