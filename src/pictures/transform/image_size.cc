#include "pictures/transform/image_size.h"

#include <charconv>

#include "pyra/error.h"

namespace pyra {

std::optional<std::pair<std::int64_t, std::int64_t>> parse_image_size(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto side = [&](const std::string& digits) {
    std::int64_t pixels = 0;
    const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), pixels);
    if (status != std::errc() || end != digits.data() + digits.size() || !is_side(pixels))
      throw InputError(
          "'" + text + "' is no image size: one side or HxW of 1 to 65536 pixels expected, such as 384x192",
          code::kImageSizeText);
    return pixels;
  };
  const std::size_t cross = text.find_first_of("xX");
  if (cross == std::string::npos) return std::pair(side(text), side(text));
  return std::pair(side(text.substr(0, cross)), side(text.substr(cross + 1)));
}

}  // namespace pyra
