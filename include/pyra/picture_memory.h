// How much memory the pictures that a process is reading may take together.
#pragma once

#include <cstddef>

namespace pyra {

/// Holds a photograph of 100 megapixels, even a progressive JPEG (300 MB of pixels, 600 MB of coefficients).
inline constexpr std::size_t kDefaultPictureMemory = std::size_t{1} << 30;

/// Of all threads of this process, from now on. A picture that alone would take more is refused as
/// unreadable, before anything is allocated for it; others wait until there is room.
void set_picture_memory(std::size_t bytes);

}  // namespace pyra
