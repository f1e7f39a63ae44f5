#include "pictures/resize/center_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
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

/// To the nearest whole number, halves to the even one: Python's round().
std::int64_t rounded_to_even(double value) {
  const double below = std::floor(value), rest = value - below;
  const auto whole = static_cast<std::int64_t>(below);
  return rest > 0.5 || (rest == 0.5 && whole % 2 != 0) ? whole + 1 : whole;
}

Span center_to_even(std::int64_t size, std::int64_t crop) {
  if (size < crop) return {0, size, (crop - size) / 2};
  return {rounded_to_even(static_cast<double>(size - crop) / 2), crop, 0};
}

using Colour = std::array<std::uint8_t, 3>;

Colour mean_colour(const Preprocessing& p) {
  Colour colour{};
  for (std::size_t c = 0; c < colour.size(); ++c)
    colour[c] = static_cast<std::uint8_t>(std::clamp<std::int64_t>(rounded_to_even(255 * p.mean[c]), 0, 255));
  return colour;
}

Image pad(const Image& image, std::int64_t width, std::int64_t height, std::int64_t left, std::int64_t top,
          const Colour& colour) {
  Image padded{width, height, {}};
  padded.pixels.resize(3 * static_cast<std::size_t>(width * height));
  for (std::size_t i = 0; i < padded.pixels.size(); ++i) padded.pixels[i] = colour[i % 3];
  for (std::int64_t y = 0; y < image.height; ++y) {
    std::memcpy(padded.pixels.data() + 3 * ((top + y) * width + left),
                image.pixels.data() + 3 * image.width * y, 3 * static_cast<std::size_t>(image.width));
  }
  return padded;
}

Image crop_of(const Image& image, std::int64_t width, std::int64_t height, const Span& x, const Span& y,
              const Preprocessing& p, const Colour& colour) {
  Image cropped =
      resize_window(view(image), width, height, {x.start, y.start, x.length, y.length}, p.interpolation);
  if (cropped.width == p.crop_width && cropped.height == p.crop_height) return cropped;
  return pad(cropped, p.crop_width, p.crop_height, x.pad, y.pad, colour);
}

Image frame_fit(const Image& image, const Preprocessing& p) {
  std::int64_t width = p.frame_width, height = p.frame_height;
  if (p.fit != Fit::squash) {
    const auto across = static_cast<double>(image.width), down = static_cast<double>(image.height);
    const double x = across / static_cast<double>(p.frame_width),
                 y = down / static_cast<double>(p.frame_height);
    const double ratio = p.fit == Fit::cover ? std::min(x, y) : std::max(x, y);
    width = std::max<std::int64_t>(1, rounded_to_even(across / ratio));
    height = std::max<std::int64_t>(1, rounded_to_even(down / ratio));
  }
  return crop_of(image, width, height, center_to_even(width, p.crop_width),
                 center_to_even(height, p.crop_height), p, p.fit == Fit::contain ? mean_colour(p) : Colour{});
}

}  // namespace

Image center_fit(const Image& image, const Preprocessing& p) {
  if (image.width < 1 || image.height < 1) throw InputError("cannot resize an empty picture");
  if (p.fit != Fit::shorter_side) return frame_fit(image, p);
  if (p.direct_resize) return resize(image, p.crop_width, p.crop_height, p.interpolation);
  const std::int64_t shorter = std::min(image.width, image.height);
  const auto side = [&](std::int64_t pixels) {
    return p.rounding == Rounding::nearest ? rounded(p.resize * pixels, shorter)
                                           : p.resize * pixels / shorter;
  };
  const auto middle = p.rounding == Rounding::torchvision ? center_to_even : center;
  const std::int64_t width = side(image.width), height = side(image.height);
  return crop_of(image, width, height, middle(width, p.crop_width), middle(height, p.crop_height), p, {});
}

}  // namespace pyra
