// Antialiased resize that rounds nothing between: torchvision's of floats, where Pillow's rounds to bytes
// twice.
#pragma once

#include <cstdint>
#include <vector>

#include "pyra/image.h"
#include "pyra/preprocessing.h"

namespace pyra {

/// [3, height, width] in [0, 1], channel after channel, of the whole picture. Throws InputError for an empty
/// one.
std::vector<float> resize_as_floats(const Image& image, std::int64_t height, std::int64_t width,
                                    Interpolation interpolation);

}  // namespace pyra
