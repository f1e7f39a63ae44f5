// The size of pictures as people type it: 224 or 384x192.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace pyra {

/// "224" or "384x192": height, width. Empty for an empty text; throws InputError for another one.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_image_size(const std::string& text);

}  // namespace pyra
