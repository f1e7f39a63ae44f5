#include "pictures/decode/read_image.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <new>
#include <string_view>

#include "base/text/words.h"
#include "pictures/decode/codecs.h"
#include "pictures/decode/exif.h"
#include "pictures/decode/file_bytes.h"
#include "pyra/error.h"
#include "pyra/image.h"

namespace pyra {
namespace {

struct Kind {
  std::string_view name;
  bool (*begins)(Bytes bytes);
  Decoded (*decode)(Bytes bytes, const std::string& name, PictureClaim& claim, std::int64_t least_side);
};

bool starts_with(Bytes bytes, std::size_t offset, std::string_view magic) {
  return bytes.size() >= offset + magic.size() &&
         std::equal(magic.begin(), magic.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

template <Decoded (*decode)(Bytes, const std::string&, PictureClaim&)>
Decoded in_full(Bytes bytes, const std::string& name, PictureClaim& claim, std::int64_t /*least_side*/) {
  return decode(bytes, name, claim);
}

bool begins_pnm(Bytes b) {
  return b.size() > 2 && b[0] == 'P' && b[1] >= '4' && b[1] <= '6' && std::isspace(b[2]) != 0;
}
bool begins_tiff(Bytes b) {
  for (const std::string_view magic : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4),
                                       std::string_view("II+\0", 4), std::string_view("MM\0+", 4)}) {
    if (starts_with(b, 0, magic)) return true;
  }
  return false;
}

constexpr std::array<Kind, 7> kKinds{{
    {"JPEG", [](Bytes b) { return starts_with(b, 0, "\xFF\xD8\xFF"); }, decode_jpeg},
    {"PNG", [](Bytes b) { return starts_with(b, 0, "\x89PNG\r\n\x1A\n"); }, in_full<decode_png>},
    {"WebP", [](Bytes b) { return starts_with(b, 0, "RIFF") && starts_with(b, 8, "WEBP"); },
     in_full<decode_webp>},
    {"GIF", [](Bytes b) { return starts_with(b, 0, "GIF87a") || starts_with(b, 0, "GIF89a"); },
     in_full<decode_gif>},
    {"BMP", [](Bytes b) { return starts_with(b, 0, "BM"); }, in_full<decode_bmp>},
    {"PPM", begins_pnm, in_full<decode_pnm>},
    {"TIFF", begins_tiff, in_full<decode_tiff>},
}};

Decoded decode(Bytes bytes, const std::string& name, PictureClaim& claim, std::int64_t least_side) {
  for (const Kind& kind : kKinds) {
    if (kind.begins(bytes)) return kind.decode(bytes, name, claim, least_side);
  }
  throw InputError(name + ": not " + picture_kinds() +
                   ", judged by its first bytes; convert the picture to one");
}

}  // namespace

std::string_view kind_of_picture(Bytes bytes) {
  for (const Kind& kind : kKinds) {
    if (kind.begins(bytes)) return kind.name;
  }
  return {};
}

std::string picture_kinds() { return listed(names_of(kKinds)); }

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

/// `bytes_of()` gives the file's bytes, of which `size` are expected.
template <class BytesOf>
Image read_within(PictureShare& share, std::uint64_t size, const ReadOptions& options,
                  const std::string& name, const BytesOf& bytes_of) {
  std::uint64_t needed = size;
  for (;;) {
    share.shrink(0);
    share = picture_memory().take(needed, name);
    try {
      const auto& bytes = bytes_of();
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

Image read_image(const std::filesystem::path& path, const ReadOptions& options, PictureShare& share) {
  std::error_code ignored;
  const std::uintmax_t size = std::filesystem::file_size(path, ignored);
  return read_within(share, ignored ? 0 : size, options, path.string(),
                     [&] { return read_file_bytes(path); });
}

Image decode_image(Bytes bytes, const ReadOptions& options, const std::string& name) {
  if (bytes.empty()) throw InputError(name + " has no bytes; expected those of a picture file");
  if (bytes.size() > kLargestPictureFile) {
    throw InputError(name + " has " + std::to_string(bytes.size()) +
                     " bytes, too many for a picture; at most 2^30 are read");
  }
  PictureShare share;
  return read_within(share, bytes.size(), options, name, [&] { return bytes; });
}

}  // namespace pyra
