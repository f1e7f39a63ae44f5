// GIF: the first picture of it, as Pillow opens it.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "pictures/decode/codecs.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Colour = std::array<std::uint8_t, 3>;

class Reader {
 public:
  Reader(Bytes bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  std::size_t byte() { return take(1)[0]; }
  std::int64_t two() {
    const Bytes pair = take(2);
    return pair[0] | pair[1] << 8;
  }
  Bytes take(std::size_t count) {
    if (count > bytes_.size() - at_) throw InputError(name_ + ": the GIF is truncated");
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }
  std::vector<Colour> palette(std::size_t flags) {
    std::vector<Colour> colours;
    for (std::size_t i = 0; i < std::size_t{2} << (flags & 7); ++i) {
      const Bytes rgb = take(3);
      colours.push_back({rgb[0], rgb[1], rgb[2]});
    }
    return colours;
  }
  /// Blocks up to the empty one, in one piece; what is missing at the end of the file is left to the decoder.
  std::vector<std::uint8_t> blocks() {
    std::vector<std::uint8_t> data;
    while (at_ < bytes_.size()) {
      const std::size_t size = std::min(byte(), bytes_.size() - at_);
      if (size == 0) break;
      const Bytes block = take(size);
      data.insert(data.end(), block.begin(), block.end());
    }
    return data;
  }

 private:
  Bytes bytes_;
  const std::string& name_;
  std::size_t at_ = 0;
};

/// LZW with codes of 3 to 12 bits, the lowest bits first. Returns fewer than `count` indices where the data
/// end early.
std::vector<std::uint8_t> unpack(const std::vector<std::uint8_t>& data, int root_bits, std::size_t count) {
  constexpr std::size_t kCodes = 4096, kMostAByte = 4096;  // indices that a byte can stand for
  const std::size_t clear = std::size_t{1} << root_bits, end = clear + 1;
  std::vector<std::uint16_t> before(kCodes);  // the code without its last index
  std::vector<std::uint8_t> last(kCodes), first(kCodes), string;
  for (std::size_t i = 0; i < clear; ++i) last[i] = first[i] = static_cast<std::uint8_t>(i);
  std::vector<std::uint8_t> indices;
  indices.reserve(std::min(count, data.size() * kMostAByte) + kCodes);
  std::size_t next = end + 1, previous = kCodes;
  int bits = root_bits + 1, held = 0;
  std::uint32_t window = 0;
  for (const std::uint8_t byte : data) {
    window |= static_cast<std::uint32_t>(byte) << held;
    held += 8;
    while (held >= bits) {
      const std::size_t code = window & ((1u << bits) - 1);
      window >>= bits;
      held -= bits;
      if (code == end || indices.size() >= count) return indices;
      if (code == clear) {
        next = end + 1;
        bits = root_bits + 1;
        previous = kCodes;
        continue;
      }
      if (code > next || (code == next && previous == kCodes) || (code >= clear && previous == kCodes))
        return indices;
      if (previous != kCodes && next < kCodes) {
        before[next] = static_cast<std::uint16_t>(previous);
        first[next] = first[previous];
        last[next] = code == next ? first[previous] : first[code];
        ++next;
        if (next == std::size_t{1} << bits && bits < 12) ++bits;
      } else if (code >= next) {
        return indices;
      }
      string.clear();
      for (std::size_t at = code; string.size() < kCodes; at = before[at]) {
        string.push_back(last[at]);
        if (at < clear) break;
      }
      indices.insert(indices.end(), string.rbegin(), string.rend());
      previous = code;
    }
  }
  return indices;
}

/// Rows of an interlaced picture, in the order in which they are stored.
std::vector<std::int64_t> row_order(std::int64_t height, bool interlaced) {
  std::vector<std::int64_t> rows;
  if (!interlaced) {
    for (std::int64_t y = 0; y < height; ++y) rows.push_back(y);
  } else {
    for (const auto& [begin, step] : {std::pair{0, 8}, {4, 8}, {2, 4}, {1, 2}}) {
      for (std::int64_t y = begin; y < height; y += step) rows.push_back(y);
    }
  }
  return rows;
}

}  // namespace

Decoded decode_gif(Bytes bytes, const std::string& name, PictureClaim& claim) {
  Reader reader(bytes, name);
  reader.take(6);  // GIF87a or GIF89a
  const std::int64_t width = reader.two(), height = reader.two();
  const std::size_t screen_flags = reader.byte();
  reader.take(2);
  std::vector<Colour> palette =
      (screen_flags & 0x80) != 0 ? reader.palette(screen_flags) : std::vector<Colour>{};
  std::size_t background = 0;  // what the picture does not cover: the transparent colour, if there is one
  std::size_t mark = reader.byte();
  for (; mark == '!'; mark = reader.byte()) {
    const bool control = reader.byte() == 0xF9;
    const std::vector<std::uint8_t> block = reader.blocks();
    if (control && block.size() >= 4 && (block[0] & 1) != 0) background = block[3];
  }
  if (mark != ',') throw InputError(name + ": a GIF without a picture");
  const std::int64_t left = reader.two(), top = reader.two(), inner_width = reader.two(),
                     inner_height = reader.two();
  check_picture_size(inner_width, inner_height, name);
  if (left + inner_width > width || top + inner_height > height)
    throw InputError(name + ": the picture of this GIF is larger than its screen");
  const std::size_t flags = reader.byte();
  if ((flags & 0x80) != 0) palette = reader.palette(flags);
  if (palette.empty()) {  // shades of gray
    for (int gray = 0; gray < 256; ++gray) palette.emplace_back().fill(static_cast<std::uint8_t>(gray));
  }
  palette.resize(256, {0, 0, 0});
  const int root_bits = static_cast<int>(reader.byte());
  if (root_bits < 1 || root_bits > 8) throw InputError(name + ": the GIF is damaged");
  const auto count = static_cast<std::size_t>(inner_width * inner_height);
  claim.take(width, height, count + bytes.size());  // indices, and their blocks in one piece
  const std::vector<std::uint8_t> indices = unpack(reader.blocks(), root_bits, count);
  if (indices.size() < count) throw InputError(name + ": the GIF is truncated or damaged");

  Decoded decoded{{width, height, {}}, 1};
  std::vector<std::uint8_t>& pixels = decoded.image.pixels;
  pixels.resize(static_cast<std::size_t>(3 * width * height));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = palette[background][i % 3];
  std::size_t from = 0;
  for (const std::int64_t y : row_order(inner_height, (flags & 0x40) != 0)) {
    std::uint8_t* to = pixels.data() + 3 * ((top + y) * width + left);
    for (std::int64_t x = 0; x < inner_width; ++x, ++from, to += 3) {
      const Colour& colour = palette[indices[from]];
      std::copy(colour.begin(), colour.end(), to);
    }
  }
  return decoded;
}

}  // namespace pyra
