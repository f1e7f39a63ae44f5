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

/// torchvision rounds half the margin as Python's round() does, half to even.
Span center(std::int64_t size, std::int64_t crop) {
  if (size < crop) return {0, size, (crop - size) / 2};
  const std::int64_t margin = size - crop;
  const std::int64_t half = margin / 2;
  return {margin % 2 == 1 && half % 2 == 1 ? half + 1 : half, crop, 0};
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
  const std::int64_t width = p.resize * image.width / shorter;  // rounded down, as torchvision does
  const std::int64_t height = p.resize * image.height / shorter;
  const Span x = center(width, p.crop_width);
  const Span y = center(height, p.crop_height);
  Image cropped =
      resize_window(view(image), width, height, {x.start, y.start, x.length, y.length}, p.interpolation);
  if (cropped.width == p.crop_width && cropped.height == p.crop_height) return cropped;
  return pad(cropped, p.crop_width, p.crop_height, x.pad, y.pad);
}

}  // namespace pyra
