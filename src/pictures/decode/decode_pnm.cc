// Netpbm's binary pictures: P4 (one bit), P5 (gray) and P6 (RGB).
#include <algorithm>
#include <cctype>

#include "pictures/decode/codecs.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// The header: numbers between blanks and comments that run to the end of their line.
class Header {
 public:
  Header(Bytes bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  std::int64_t number() {
    skip_blanks();
    constexpr std::int64_t kLargest = 1 << 30;
    std::int64_t value = 0;
    const std::size_t begin = at_;
    for (; at_ < bytes_.size() && std::isdigit(bytes_[at_]) != 0 && value < kLargest; ++at_)
      value = 10 * value + (bytes_[at_] - '0');
    if (at_ == begin) throw InputError(name_ + ": the header of this PPM is damaged");
    return value;
  }

  /// What follows the one blank behind the last number.
  Bytes pixels() const { return bytes_.subspan(std::min(at_ + 1, bytes_.size())); }

 private:
  void skip_blanks() {
    for (bool comment = false; at_ < bytes_.size(); ++at_) {
      if (bytes_[at_] == '#')
        comment = true;
      else if (bytes_[at_] == '\n')
        comment = false;
      else if (!comment && std::isspace(bytes_[at_]) == 0)
        return;
    }
  }

  Bytes bytes_;
  const std::string& name_;
  std::size_t at_ = 2;
};

}  // namespace

Decoded decode_pnm(Bytes bytes, const std::string& name, PictureClaim& claim) {
  const char kind = static_cast<char>(bytes[1]);
  Header header(bytes, name);
  const std::int64_t width = header.number(), height = header.number();
  claim.take(width, height);
  const std::int64_t most = kind == '4' ? 1 : header.number();
  if (most < 1 || most > 255)
    throw InputError(name + ": a PPM with values up to " + std::to_string(most) +
                     ", expected at most 255; convert it to 8 bits");
  const std::int64_t row = kind == '4' ? (width + 7) / 8 : kind == '5' ? width : 3 * width;
  const Bytes pixels = header.pixels();
  if (static_cast<std::int64_t>(pixels.size()) < row * height)
    throw InputError(name + ": the PPM is truncated");
  const auto scaled = [most](std::int64_t value) {
    return static_cast<std::uint8_t>((std::min(value, most) * 510 + most) / (2 * most));
  };
  Decoded decoded{{width, height, {}}, 1};
  decoded.image.pixels.resize(static_cast<std::size_t>(3 * width * height));
  std::uint8_t* to = decoded.image.pixels.data();
  for (std::int64_t y = 0; y < height; ++y) {
    const std::uint8_t* from = pixels.data() + y * row;
    for (std::int64_t x = 0; x < width; ++x, to += 3) {
      if (kind == '6') {
        for (int c = 0; c < 3; ++c) to[c] = scaled(from[3 * x + c]);
      } else {
        const std::uint8_t gray = kind == '5'                             ? scaled(from[x])
                                  : (from[x / 8] >> (7 - x % 8) & 1) != 0 ? 0
                                                                          : 255;  // a bit is ink
        to[0] = to[1] = to[2] = gray;
      }
    }
  }
  return decoded;
}

}  // namespace pyra
