#include "data/center_fit.h"

#include <algorithm>
#include <cstring>

#include "pyra/error.h"
#include "pyra/transform.h"

namespace pyra {
namespace {

/// Where one axis of the crop lies within the resized picture.
struct Span {
  std::int64_t start;   // in the resized picture
  std::int64_t length;  // of what there is
  std::int64_t pad;     // black pixels before it
};

/// The margin's odd pixel goes to the far side.
Span center(std::int64_t size, std::int64_t crop) {
  if (size < crop) return {0, size, (crop - size) / 2};
  return {(size - crop) / 2, crop, 0};
}

/// numerator / denominator to the nearest whole pixel.
std::int64_t rounded(std::int64_t numerator, std::int64_t denominator) {
  return (2 * numerator + denominator) / (2 * denominator);
}

Image pad(const Image& image, std::int64_t width, std::int64_t height, std::int64_t left, std::int64_t top) {
  Image padded{width, height, {}};
  padded.pixels.resize(3 * static_cast<std::size_t>(width * height));
  for (std::int64_t y = 0; y < image.height; ++y) {
    std::memcpy(padded.pixels.data() + 3 * ((top + y) * width + left),
                image.pixels.data() + 3 * image.width * y, 3 * static_cast<std::size_t>(image.width));
  }
  return padded;
}

}  // namespace

Image center_fit(const Image& image, const Preprocessing& p) {
  if (p.direct_resize) return resize(image, p.crop_width, p.crop_height, p.interpolation);
  if (image.width < 1 || image.height < 1) throw InputError("cannot resize an empty picture");
  const std::int64_t shorter = std::min(image.width, image.height);
  const std::int64_t width = rounded(p.resize * image.width, shorter);
  const std::int64_t height = rounded(p.resize * image.height, shorter);
  const Span x = center(width, p.crop_width);
  const Span y = center(height, p.crop_height);
  Image cropped =
      resize_window(view(image), width, height, {x.start, y.start, x.length, y.length}, p.interpolation);
  if (cropped.width == p.crop_width && cropped.height == p.crop_height) return cropped;
  return pad(cropped, p.crop_width, p.crop_height, x.pad, y.pad);
}

}  // namespace pyra
