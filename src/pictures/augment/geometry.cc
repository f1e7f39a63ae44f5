#include <algorithm>
#include <cmath>
#include <numbers>

#include "pictures/augment/operations.h"

namespace pyra::augment {
namespace {

/// From an output position (x, y) to the input's: (xx x + xy y + x0, yx x + yy y + y0).
struct Affine {
  double xx, xy, x0, yx, yy, y0;
};

std::int64_t to_fixed(double value) { return static_cast<std::int64_t>(std::floor(value * 65536.0 + 0.5)); }

/// Nearest pixel in 16.16 fixed point, whose rounding decides some pixels: Pillow's way for pictures of this
/// size.
Image sample_nearest(const Image& image, const Affine& a) {
  Image result{image.width, image.height, {}};
  result.pixels.resize(image.pixels.size());
  const std::int64_t xx = to_fixed(a.xx), xy = to_fixed(a.xy), yx = to_fixed(a.yx), yy = to_fixed(a.yy);
  const std::int64_t x0 = to_fixed(a.x0 + 0.5 * a.xx + 0.5 * a.xy);  // of the first pixel's middle
  const std::int64_t y0 = to_fixed(a.y0 + 0.5 * a.yx + 0.5 * a.yy);
  std::uint8_t* to = result.pixels.data();
  for (std::int64_t y = 0; y < image.height; ++y) {
    for (std::int64_t x = 0; x < image.width; ++x, to += 3) {
      const std::int64_t from_x = (x0 + x * xx + y * xy) >> 16;
      const std::int64_t from_y = (y0 + x * yx + y * yy) >> 16;
      if (from_x < 0 || from_y < 0 || from_x >= image.width || from_y >= image.height) continue;
      std::copy_n(image.pixels.data() + 3 * (from_y * image.width + from_x), 3, to);
    }
  }
  return result;
}

}  // namespace

Image shear_x(const Image& image, double slope) { return sample_nearest(image, {1, slope, 0, 0, 1, 0}); }

Image shear_y(const Image& image, double slope) { return sample_nearest(image, {1, 0, 0, slope, 1, 0}); }

Image translate_x(const Image& image, double pixels) {
  return sample_nearest(image, {1, 0, -std::trunc(pixels), 0, 1, 0});
}

Image translate_y(const Image& image, double pixels) {
  return sample_nearest(image, {1, 0, 0, 0, 1, -std::trunc(pixels)});
}

Image rotate(const Image& image, double degrees) {
  const double angle = -degrees * std::numbers::pi / 180;
  const double c = std::cos(angle), s = std::sin(angle);
  const double middle_x = static_cast<double>(image.width) / 2,
               middle_y = static_cast<double>(image.height) / 2;
  return sample_nearest(image, {c, s, middle_x - c * middle_x - s * middle_y,  //
                                -s, c, middle_y + s * middle_x - c * middle_y});
}

}  // namespace pyra::augment
