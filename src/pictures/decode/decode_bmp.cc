// Windows bitmaps: 1, 4 and 8 bits through a palette, 16, 24 and 32 bits of colour, from the bottom up or
// from the top down. Run-length coded ones are refused.
#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "pictures/decode/codecs.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::uint32_t little(Bytes bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = count; i-- > 0;) value = value << 8 | bytes[at + static_cast<std::size_t>(i)];
  return value;
}

/// Where a colour lies in a pixel of 16 or 32 bits.
struct Channel {
  std::uint32_t mask = 0;
  std::uint8_t of(std::uint32_t pixel) const {
    if (mask == 0) return 0;
    const int shift = std::countr_zero(mask);
    const std::uint64_t most = mask >> shift, value = (pixel & mask) >> shift;
    return static_cast<std::uint8_t>(value * 255 / most);
  }
};

struct Bitmap {
  std::int64_t width = 0, height = 0;
  bool from_top = false;
  int bits = 0;
  std::size_t pixels = 0;             // offset
  std::array<Channel, 3> channels{};  // R, G, B
  std::vector<std::array<std::uint8_t, 3>> palette;
};

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw InputError(name + ": " + what);
}

void read_palette(Bitmap& bitmap, Bytes bytes, std::size_t at, std::size_t entry, std::uint32_t colours) {
  const std::uint32_t most = 1u << bitmap.bits;
  if (colours == 0 || colours > most) colours = most;
  for (std::uint32_t i = 0; i < colours && at + entry <= std::min(bytes.size(), bitmap.pixels);
       ++i, at += entry) {
    bitmap.palette.push_back({bytes[at + 2], bytes[at + 1], bytes[at]});
  }
  bitmap.palette.resize(most, {0, 0, 0});
}

Bitmap read_header(Bytes bytes, const std::string& name) {
  constexpr std::size_t kFileHeader = 14, kCore = 12, kInfo = 40;
  if (bytes.size() < kFileHeader + kCore) refuse(name, "the BMP is truncated");
  const std::size_t size = little(bytes, 14, 4);
  Bitmap bitmap;
  bitmap.pixels = little(bytes, 10, 4);
  std::uint32_t packing = 0, colours = 0;
  if (size == kCore) {
    bitmap.width = little(bytes, 18, 2);
    bitmap.height = little(bytes, 20, 2);
    bitmap.bits = static_cast<int>(little(bytes, 24, 2));
  } else {
    if (size < kInfo || bytes.size() < kFileHeader + size) refuse(name, "the header of this BMP is damaged");
    bitmap.width = static_cast<std::int32_t>(little(bytes, 18, 4));
    bitmap.height = static_cast<std::int32_t>(little(bytes, 22, 4));
    bitmap.bits = static_cast<int>(little(bytes, 28, 2));
    packing = little(bytes, 30, 4);
    colours = little(bytes, 46, 4);
    bitmap.from_top = bitmap.height < 0;
    bitmap.height = bitmap.from_top ? -bitmap.height : bitmap.height;
  }
  check_picture_size(bitmap.width, bitmap.height, name);
  constexpr std::uint32_t kPlain = 0, kMasks = 3;
  if (packing != kPlain && packing != kMasks) refuse(name, "a run-length coded BMP; save it uncompressed");
  if (bitmap.bits == 1 || bitmap.bits == 4 || bitmap.bits == 8) {
    read_palette(bitmap, bytes, kFileHeader + size, size == kCore ? 3 : 4, colours);
  } else if (bitmap.bits == 16) {
    bitmap.channels = {{{0x7C00}, {0x03E0}, {0x001F}}};
  } else if (bitmap.bits == 24 || bitmap.bits == 32) {
    bitmap.channels = {{{0xFF0000}, {0xFF00}, {0xFF}}};
  } else {
    refuse(name, "a BMP of " + std::to_string(bitmap.bits) + " bits a pixel, expected 1, 4, 8, 16, 24 or 32");
  }
  if (packing == kMasks && bitmap.bits >= 16) {
    if (bytes.size() < kFileHeader + kInfo + 12) refuse(name, "the BMP is truncated");
    for (std::size_t c = 0; c < 3; ++c)
      bitmap.channels[c].mask = little(bytes, kFileHeader + kInfo + 4 * c, 4);
  }
  return bitmap;
}

}  // namespace

Decoded decode_bmp(Bytes bytes, const std::string& name, PictureClaim& claim) {
  const Bitmap bitmap = read_header(bytes, name);
  const std::int64_t row = (bitmap.width * bitmap.bits + 31) / 32 * 4;
  // The last row may lack its padding.
  const std::int64_t needed = row * (bitmap.height - 1) + (bitmap.width * bitmap.bits + 7) / 8;
  if (bitmap.pixels > bytes.size() || static_cast<std::int64_t>(bytes.size() - bitmap.pixels) < needed)
    refuse(name, "the BMP is truncated");
  claim.take(bitmap.width, bitmap.height);
  Decoded decoded{{bitmap.width, bitmap.height, {}}, 1};
  decoded.image.pixels.resize(static_cast<std::size_t>(3 * bitmap.width * bitmap.height));
  std::uint8_t* to = decoded.image.pixels.data();
  for (std::int64_t y = 0; y < bitmap.height; ++y) {
    const Bytes line = bytes.subspan(
        bitmap.pixels + static_cast<std::size_t>(row * (bitmap.from_top ? y : bitmap.height - 1 - y)));
    for (std::int64_t x = 0; x < bitmap.width; ++x, to += 3) {
      if (bitmap.bits <= 8) {
        const std::int64_t bit = x * bitmap.bits;
        const int shift = 8 - bitmap.bits - static_cast<int>(bit % 8);
        const auto& colour = bitmap.palette[static_cast<std::size_t>(
            line[static_cast<std::size_t>(bit / 8)] >> shift & ((1 << bitmap.bits) - 1))];
        std::copy(colour.begin(), colour.end(), to);
      } else {
        const int count = bitmap.bits / 8;
        const std::uint32_t pixel = little(line, static_cast<std::size_t>(x * count), count);
        for (std::size_t c = 0; c < 3; ++c) to[c] = bitmap.channels[c].of(pixel);
      }
    }
  }
  return decoded;
}

}  // namespace pyra
