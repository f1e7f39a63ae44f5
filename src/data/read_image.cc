#include <algorithm>
#include <array>
#include <new>
#include <string_view>

#include "data/codecs.h"
#include "data/exif.h"
#include "data/file_bytes.h"
#include "data/read_image.h"
#include "pyra/error.h"
#include "pyra/image.h"

namespace pyra {
namespace {

bool starts_with(Bytes bytes, std::size_t offset, std::string_view magic) {
  return bytes.size() >= offset + magic.size() &&
         std::equal(magic.begin(), magic.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

Decoded decode(Bytes bytes, const std::string& name, PictureClaim& claim, std::int64_t least_side) {
  if (starts_with(bytes, 0, "\xFF\xD8\xFF")) return decode_jpeg(bytes, name, claim, least_side);
  if (starts_with(bytes, 0, "\x89PNG\r\n\x1A\n")) return decode_png(bytes, name, claim);
  if (starts_with(bytes, 0, "RIFF") && starts_with(bytes, 8, "WEBP")) return decode_webp(bytes, name, claim);
  throw InputError(name +
                   ": neither JPEG nor PNG nor WebP, judged by its first bytes; convert the picture to one");
}

}  // namespace

void check_picture_size(std::int64_t width, std::int64_t height, const std::string& name) {
  constexpr std::int64_t kMaxPixels = std::int64_t{1} << 28;
  if (width < 1 || height < 1 || width > kMaxPixels / height) {
    throw InputError(name + ": " + std::to_string(width) + "x" + std::to_string(height) +
                     " pixels, expected at least 1 and at most 2^28");
  }
}

Image read_image(const std::filesystem::path& path, bool exif_rotation) {
  return read_image(path, ReadOptions{exif_rotation, 0});
}

Image read_image(const std::filesystem::path& path, const ReadOptions& options) {
  PictureShare share;
  return read_image(path, options, share);
}

Image read_image(const std::filesystem::path& path, const ReadOptions& options, PictureShare& share) {
  const std::string name = path.string();
  std::error_code ignored;
  const std::uintmax_t size = std::filesystem::file_size(path, ignored);
  std::uint64_t needed = ignored ? 0 : size;
  for (;;) {
    share.shrink(0);
    share = picture_memory().take(needed, name);
    try {
      const auto bytes = read_file_bytes(path);
      PictureClaim claim(share, bytes.size(), options.exif_rotation, name);
      Decoded decoded = decode(bytes, name, claim, options.least_side);
      Image image = options.exif_rotation ? turn_upright(std::move(decoded.image), decoded.orientation)
                                          : std::move(decoded.image);
      share.shrink(image.pixels.size());
      return image;
    } catch (const NoRoomYet& large) {
      needed = large.bytes;
    } catch (const std::bad_alloc&) {
      throw Failure("out of memory while reading " + name);
    }
  }
}

Image decode_image(Bytes bytes, const std::string& name, const ReadOptions& options) {
  PictureShare share = picture_memory().take(bytes.size(), name);
  PictureClaim claim(share, bytes.size(), options.exif_rotation, name);
  Decoded decoded = decode(bytes, name, claim, options.least_side);
  return options.exif_rotation ? turn_upright(std::move(decoded.image), decoded.orientation) : std::move(decoded.image);
}

}  // namespace pyra
