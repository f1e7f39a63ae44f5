// Shapes that come from files: sizes computed without overflow.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace pyra {

/// More dimensions than any tensor of a Vision Transformer has, so that a hostile header cannot ask for
/// millions.
inline constexpr std::size_t kMaxRank = 16;

/// Product of the dimensions, 1 for a scalar; empty when a dimension is negative or element_size * product
/// exceeds 2^62.
std::optional<std::int64_t> checked_elements(std::span<const std::int64_t> shape, std::size_t element_size);

/// "[3, 224, 224]", for messages.
std::string shape_text(std::span<const std::int64_t> shape);

}  // namespace pyra
