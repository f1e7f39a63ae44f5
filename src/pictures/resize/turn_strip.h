// Strips of a picture on their side, for resizing along the lines.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/isa.h"

namespace pyra {

inline constexpr int kStripRows = 16;                // rows that go side by side
inline constexpr int kStripColumn = 3 * kStripRows;  // bytes of one pixel column of a strip
inline constexpr int kStripSlack = 16;               // bytes that may be read beyond the last column

/// strip [width][16][3] from `rows` <= 16 lines of `width` pixels, `stride` bytes apart: each pixel column
/// becomes contiguous, so that a horizontal blend is a blend of (short) rows, which vectorises whatever the
/// filter's width. Columns of missing rows are left as they are. Every instruction set gives the same bytes.
void turn_strip(const std::uint8_t* pixels, std::ptrdiff_t stride, std::int64_t width, std::int64_t rows,
                std::uint8_t* strip, Isa isa = chosen_isa());

/// Undoes turn_strip: lines of `width` pixels, dense, from strip.
void turn_back(const std::uint8_t* strip, std::int64_t width, std::int64_t rows, std::uint8_t* pixels,
               Isa isa = chosen_isa());

/// The plain versions.
void turn_strip_portable(const std::uint8_t* pixels, std::ptrdiff_t stride, std::int64_t width,
                         std::int64_t rows, std::uint8_t* strip);
void turn_back_portable(const std::uint8_t* strip, std::int64_t width, std::int64_t rows,
                        std::uint8_t* pixels, std::ptrdiff_t stride);

}  // namespace pyra
