// Reading a picture as a thread among others.
#pragma once

#include <filesystem>

#include "pictures/decode/picture_share.h"
#include "pyra/image.h"

namespace pyra {

/// `share` is what the picture takes of the budget; who goes on working with it keeps that until done.
Image read_image(const std::filesystem::path& path, const ReadOptions& options, PictureShare& share);

}  // namespace pyra
