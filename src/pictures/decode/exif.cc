#include "pictures/decode/exif.h"

#include <algorithm>
#include <cstring>

namespace pyra {
namespace {

/// Integers of a TIFF block in its own byte order. Reading past the end gives 0.
class TiffReader {
 public:
  explicit TiffReader(Bytes bytes) : bytes_(bytes), big_endian_(!bytes.empty() && bytes[0] == 'M') {}

  std::uint32_t read(std::size_t offset, int width) const {
    if (offset > bytes_.size() || bytes_.size() - offset < static_cast<std::size_t>(width)) return 0;
    std::uint32_t value = 0;
    for (int i = 0; i < width; ++i) value = value << 8 | bytes_[offset + (big_endian_ ? i : width - 1 - i)];
    return value;
  }

 private:
  Bytes bytes_;
  bool big_endian_;
};

}  // namespace

int exif_orientation(Bytes exif) {
  constexpr std::uint32_t kOrientationTag = 0x112, kShort = 3, kLong = 4;
  constexpr std::size_t kEntryBytes = 12;
  constexpr char kPrefix[] = {'E', 'x', 'i', 'f', 0, 0};
  if (exif.size() >= sizeof kPrefix && std::memcmp(exif.data(), kPrefix, sizeof kPrefix) == 0) {
    exif = exif.subspan(sizeof kPrefix);
  }
  const TiffReader tiff(exif);
  if (tiff.read(2, 2) != 42) return 1;
  const std::size_t directory = tiff.read(4, 4);
  const std::uint32_t entries = tiff.read(directory, 2);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * kEntryBytes;
    if (tiff.read(entry, 2) != kOrientationTag) continue;
    const std::uint32_t type = tiff.read(entry + 2, 2);
    const std::uint32_t value = type == kShort  ? tiff.read(entry + 8, 2)
                                : type == kLong ? tiff.read(entry + 8, 4)
                                                : 1;
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Image turn_upright(Image image, int orientation) {
  if (orientation <= 1 || orientation > 8) return image;
  // An upright pixel (x, y) comes from column x of the file, or from column y where the picture lies on its
  // side; mirrored columns and rows count from the far end.
  const bool on_side = orientation >= 5;
  const bool mirror_columns = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirror_rows = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Image upright{on_side ? image.height : image.width, on_side ? image.width : image.height, {}};
  upright.pixels.resize(image.pixels.size());
  std::uint8_t* to = upright.pixels.data();
  for (std::int64_t y = 0; y < upright.height; ++y) {
    for (std::int64_t x = 0; x < upright.width; ++x, to += 3) {
      std::int64_t column = on_side ? y : x;
      std::int64_t row = on_side ? x : y;
      if (mirror_columns) column = image.width - 1 - column;
      if (mirror_rows) row = image.height - 1 - row;
      std::copy_n(image.pixels.data() + 3 * (row * image.width + column), 3, to);
    }
  }
  return upright;
}

}  // namespace pyra
