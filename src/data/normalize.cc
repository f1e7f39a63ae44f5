#include "data/normalize.h"

#include <algorithm>
#include <cmath>

#include "pyra/transform.h"

namespace pyra {

Normalizer::Normalizer(const Preprocessing& p) {
  for (std::size_t c = 0; c < values_.size(); ++c) {
    for (int x = 0; x < 256; ++x) {
      const float scaled = static_cast<float>(x) / 255.0f;
      values_[c][static_cast<std::size_t>(x)] =
          (scaled - static_cast<float>(p.mean[c])) / static_cast<float>(p.std[c]);
    }
  }
}

void Normalizer::operator()(const Image& image, float* chw) const {
  const std::int64_t pixels = image.width * image.height;
  float* r = chw;
  float* g = chw + pixels;
  float* b = chw + 2 * pixels;
  const std::uint8_t* from = image.pixels.data();
  for (std::int64_t i = 0; i < pixels; ++i, from += 3) {
    r[i] = values_[0][from[0]];
    g[i] = values_[1][from[1]];
    b[i] = values_[2][from[2]];
  }
}

Image to_image(const float* chw, const Preprocessing& p) {
  Image image{p.crop_width, p.crop_height, {}};
  const std::int64_t pixels = image.width * image.height;
  image.pixels.resize(3 * static_cast<std::size_t>(pixels));
  for (std::int64_t i = 0; i < pixels; ++i) {
    for (std::int64_t c = 0; c < 3; ++c) {
      const double x =
          (chw[c * pixels + i] * p.std[static_cast<std::size_t>(c)] + p.mean[static_cast<std::size_t>(c)]);
      // fmin and fmax also turn a NaN into a number.
      image.pixels[static_cast<std::size_t>(3 * i + c)] =
          static_cast<std::uint8_t>(std::lround(std::fmin(std::fmax(255 * x, 0), 255)));
    }
  }
  return image;
}

}  // namespace pyra
