#include "pictures/transform/normalize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "pictures/transform/normalize_rows.h"
#include "pyra/error.h"
#include "pyra/transform.h"

namespace pyra {

namespace {

NormalizeConstants constants_of(const std::array<float, 3>& mean, const std::array<float, 3>& std) {
  return {{mean[0], mean[1], mean[2]}, {std[0], std[1], std[2]}};
}

}  // namespace

Normalizer::Normalizer(const Preprocessing& p, Isa isa) {
  for (std::size_t c = 0; c < values_.size(); ++c) {
    mean_[c] = static_cast<float>(p.mean[c]);
    std_[c] = static_cast<float>(p.std[c]);
    for (int x = 0; x < 256; ++x) {
      const float scaled = static_cast<float>(x) / 255.0f;
      values_[c][static_cast<std::size_t>(x)] = (scaled - mean_[c]) / std_[c];
    }
  }
  if (!normalizes_by_vectors(isa)) return;
  std::array<std::uint8_t, 3 * 256> every;  // value, three channels of each
  for (std::size_t i = 0; i < every.size(); ++i) every[i] = static_cast<std::uint8_t>(i / 3);
  std::array<std::array<float, 256>, 3> found;
  normalize_pixels(every.data(), 256, constants_of(mean_, std_), 256, found[0].data());
  vectors_ = std::memcmp(found.data(), values_.data(), sizeof values_) == 0;
}

void Normalizer::operator()(const Image& image, float* chw) const {
  const std::int64_t pixels = image.width * image.height;
  std::int64_t done = 0;
  if (vectors_) done = normalize_pixels(image.pixels.data(), pixels, constants_of(mean_, std_), pixels, chw);
  by_table(image.pixels.data() + 3 * done, pixels - done, pixels, chw + done);
}

void Normalizer::by_table(const std::uint8_t* rgb, std::int64_t count, std::int64_t plane, float* chw) const {
  for (std::int64_t i = 0; i < count; ++i, rgb += 3) {
    for (std::size_t c = 0; c < 3; ++c) chw[static_cast<std::int64_t>(c) * plane + i] = values_[c][rgb[c]];
  }
}

Image to_image(std::span<const float> chw, const Preprocessing& p) {
  Image image{p.crop_width, p.crop_height, {}};
  const std::int64_t pixels = image.width * image.height;
  if (chw.size() != static_cast<std::size_t>(3 * pixels)) {
    throw InputError("a picture of " + std::to_string(chw.size()) + " numbers; expected " +
                     std::to_string(3 * pixels) + ", 3 x " + std::to_string(p.crop_height) + " x " +
                     std::to_string(p.crop_width));
  }
  image.pixels.resize(3 * static_cast<std::size_t>(pixels));
  for (std::int64_t i = 0; i < pixels; ++i) {
    for (std::int64_t c = 0; c < 3; ++c) {
      const double x = (chw[static_cast<std::size_t>(c * pixels + i)] * p.std[static_cast<std::size_t>(c)] +
                        p.mean[static_cast<std::size_t>(c)]);
      // fmin and fmax also turn a NaN into a number.
      image.pixels[static_cast<std::size_t>(3 * i + c)] =
          static_cast<std::uint8_t>(std::lround(std::fmin(std::fmax(255 * x, 0), 255)));
    }
  }
  return image;
}

}  // namespace pyra
