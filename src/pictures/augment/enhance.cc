#include <algorithm>

#include "pictures/augment/operations.h"

namespace pyra::augment {
namespace {

/// ITU-R 601 luma in Pillow's fixed point.
std::uint8_t luma(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>((rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 0x8000) >> 16);
}

/// dull + factor * (image - dull) in float32, cut off rather than rounded, as Pillow's blend.
Image blend(const Image& dull, const Image& image, double factor) {
  const auto alpha = static_cast<float>(factor);
  Image result = image;
  for (std::size_t i = 0; i < result.pixels.size(); ++i) {
    const int from = dull.pixels[i];
    const float value = static_cast<float>(from) + alpha * static_cast<float>(image.pixels[i] - from);
    result.pixels[i] = static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f));
  }
  return result;
}

Image gray(const Image& image) {
  Image result = image;
  for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
    std::fill_n(result.pixels.data() + i, 3, luma(image.pixels.data() + i));
  }
  return result;
}

Image flat(const Image& image, std::uint8_t value) {
  Image result = image;
  std::fill(result.pixels.begin(), result.pixels.end(), value);
  return result;
}

/// The 3x3 mean with the middle counted five times; the border stays as it is.
Image smooth(const Image& image) {
  constexpr int kWeightSum = 13;
  Image result = image;
  const auto row = static_cast<std::ptrdiff_t>(3 * image.width);
  for (std::int64_t y = 1; y + 1 < image.height; ++y) {
    for (std::int64_t i = 3; i < row - 3; ++i) {
      const std::uint8_t* at = image.pixels.data() + y * row + i;
      int sum = 4 * at[0];
      for (std::ptrdiff_t dy = -row; dy <= row; dy += row) sum += at[dy - 3] + at[dy] + at[dy + 3];
      result.pixels[static_cast<std::size_t>(y * row + i)] = static_cast<std::uint8_t>(
          (2 * sum + kWeightSum) / (2 * kWeightSum));  // rounded; no ties, 13 being odd
    }
  }
  return result;
}

}  // namespace

Image brightness(const Image& image, double amount) { return blend(flat(image, 0), image, 1 + amount); }

Image contrast(const Image& image, double amount) {
  double sum = 0;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) sum += luma(image.pixels.data() + i);
  const double mean = sum / static_cast<double>(std::max<std::size_t>(1, image.pixels.size() / 3));
  return blend(flat(image, static_cast<std::uint8_t>(mean + 0.5)), image, 1 + amount);
}

Image color(const Image& image, double amount) { return blend(gray(image), image, 1 + amount); }

Image sharpness(const Image& image, double amount) { return blend(smooth(image), image, 1 + amount); }

}  // namespace pyra::augment
