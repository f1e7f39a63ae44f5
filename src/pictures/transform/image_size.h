// The size of pictures as people type it: 224 or 384x192.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace pyra {

/// Pixels; larger is a damaged file or a slip, and would overflow products of sides.
inline constexpr std::int64_t kMaxSide = 65536;
inline bool is_side(std::int64_t pixels) { return pixels >= 1 && pixels <= kMaxSide; }

/// "224" or "384x192": height, width. Empty for an empty text; throws InputError for another one.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_image_size(const std::string& text);

}  // namespace pyra
