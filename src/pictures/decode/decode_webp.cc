#include <webp/decode.h>

#include <cstring>

#include "pictures/decode/codecs.h"
#include "pictures/decode/exif.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// The EXIF chunk of the RIFF container; chunks are padded to even lengths.
int riff_orientation(Bytes bytes) {
  constexpr std::size_t kRiffHeader = 12, kChunkHeader = 8;
  std::size_t at = kRiffHeader;
  while (at + kChunkHeader <= bytes.size()) {
    const std::uint8_t* chunk = bytes.data() + at;
    const std::size_t size =
        chunk[4] | chunk[5] << 8 | chunk[6] << 16 | static_cast<std::size_t>(chunk[7]) << 24;
    const std::size_t left = bytes.size() - at - kChunkHeader;
    if (size > left) return 1;
    if (std::memcmp(chunk, "EXIF", 4) == 0) return exif_orientation(bytes.subspan(at + kChunkHeader, size));
    at += kChunkHeader + size + size % 2;
  }
  return 1;
}

/// Beside the RGB pixels: the lossless decoder's own of four bytes; the plane of alpha, which is decoded
/// though nobody wants it, and may be lossless itself.
std::uint64_t bytes_beside(const WebPBitstreamFeatures& features) {
  constexpr int kLossy = 1;
  const std::uint64_t pixels =
      static_cast<std::uint64_t>(features.width) * static_cast<std::uint64_t>(features.height);
  return pixels * (features.format != kLossy ? 4 : features.has_alpha ? 5 : 0);
}

}  // namespace

Decoded decode_webp(Bytes bytes, const std::string& name, PictureClaim& claim) {
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(bytes.data(), bytes.size(), &features);
  if (status == VP8_STATUS_NOT_ENOUGH_DATA) throw InputError(name + ": the WebP is truncated");
  if (status != VP8_STATUS_OK) throw InputError(name + ": not a readable WebP");
  if (features.has_animation)
    throw InputError(name + ": an animated WebP; save one of its frames as a picture");
  claim.take(features.width, features.height, bytes_beside(features));
  Decoded decoded{{features.width, features.height, {}}, riff_orientation(bytes)};
  std::vector<std::uint8_t>& pixels = decoded.image.pixels;
  const int stride = 3 * features.width;
  pixels.resize(static_cast<std::size_t>(stride) * features.height);
  if (WebPDecodeRGBInto(bytes.data(), bytes.size(), pixels.data(), pixels.size(), stride) == nullptr) {
    throw InputError(name + ": the WebP is truncated or damaged");
  }
  return decoded;
}

}  // namespace pyra
