// The inner loop of resizing: a weighted sum of rows of bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/isa.h"

namespace pyra {

/// output[i] = clamp(round(sum over k of weights[k] * rows[k * stride + i] / 2^kWeightBits), 0, 255) for i <
/// count. rows and output do not overlap.
using BlendRows = void (*)(const std::uint8_t* rows, std::ptrdiff_t stride, const std::int32_t* weights,
                           std::int64_t taps, std::int64_t count, std::uint8_t* output);

/// The version of an instruction set, one of available_isas(); all give the same bytes.
BlendRows blend_rows_of(Isa isa);
/// That of chosen_isa().
BlendRows best_blend_rows();

/// The plain version.
void blend_rows_portable(const std::uint8_t* rows, std::ptrdiff_t stride, const std::int32_t* weights,
                         std::int64_t taps, std::int64_t count, std::uint8_t* output);

}  // namespace pyra
