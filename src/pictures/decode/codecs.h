// One decoder a file format. All give RGB as Pillow's convert("RGB") does and throw InputError naming `name`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "pictures/decode/picture_claim.h"
#include "pyra/image.h"

namespace pyra {

struct Decoded {
  Image image;
  int orientation = 1;  // EXIF's 1..8; 1 is upright
};

using Bytes = std::span<const std::uint8_t>;

/// least_side: see ReadOptions.
Decoded decode_jpeg(Bytes bytes, const std::string& name, PictureClaim& claim, std::int64_t least_side = 0);
Decoded decode_png(Bytes bytes, const std::string& name, PictureClaim& claim);
Decoded decode_webp(Bytes bytes, const std::string& name, PictureClaim& claim);
Decoded decode_gif(Bytes bytes, const std::string& name, PictureClaim& claim);
Decoded decode_bmp(Bytes bytes, const std::string& name, PictureClaim& claim);
Decoded decode_pnm(Bytes bytes, const std::string& name, PictureClaim& claim);
Decoded decode_tiff(Bytes bytes, const std::string& name, PictureClaim& claim);

/// "PNG": what read_image() would take it for, by its first bytes; empty where it would refuse.
std::string_view kind_of_picture(Bytes bytes);

/// "JPEG, PNG or WebP": what read_image() reads, for messages.
std::string picture_kinds();

/// Throws InputError unless both sides are positive and there are at most 2^28 pixels. Decoders call the
/// claim's take(), which calls this.
void check_picture_size(std::int64_t width, std::int64_t height, const std::string& name);

}  // namespace pyra
