#include <algorithm>
#include <array>

#include "pictures/augment/operations.h"

namespace pyra::augment {
namespace {

using Table = std::array<std::uint8_t, 256>;
using Histogram = std::array<std::int64_t, 256>;

Table identity_table() {
  Table table;
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i);
  return table;
}

Histogram count_values(const Image& image, std::size_t channel) {
  Histogram histogram{};
  for (std::size_t i = channel; i < image.pixels.size(); i += 3) ++histogram[image.pixels[i]];
  return histogram;
}

void look_up(Image& image, std::size_t channel, const Table& table) {
  for (std::size_t i = channel; i < image.pixels.size(); i += 3) image.pixels[i] = table[image.pixels[i]];
}

/// `make_table` turns a channel's histogram into its table.
template <typename MakeTable>
Image by_histogram(const Image& image, MakeTable make_table) {
  Image result = image;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    look_up(result, channel, make_table(count_values(image, channel)));
  }
  return result;
}

Table stretch_table(const Histogram& histogram) {
  Table table = identity_table();
  int low = 0, high = 255;
  while (low < 255 && histogram[static_cast<std::size_t>(low)] == 0) ++low;
  while (high > 0 && histogram[static_cast<std::size_t>(high)] == 0) --high;
  if (high <= low) return table;
  const double scale = 255.0 / (high - low);
  const double offset = -low * scale;
  for (int i = 0; i < 256; ++i) {
    table[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>(std::clamp(static_cast<int>(i * scale + offset), 0, 255));
  }
  return table;
}

Table equalize_table(const Histogram& histogram) {
  Table table = identity_table();
  std::int64_t total = 0, last = 0;
  for (std::int64_t count : histogram) {
    total += count;
    if (count != 0) last = count;
  }
  const std::int64_t step = (total - last) / 255;
  if (step == 0) return table;
  std::int64_t seen = step / 2;
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<std::uint8_t>(std::min<std::int64_t>(seen / step, 255));
    seen += histogram[i];
  }
  return table;
}

}  // namespace

Image auto_contrast(const Image& image, double) { return by_histogram(image, stretch_table); }

Image equalize(const Image& image, double) { return by_histogram(image, equalize_table); }

Image solarize(const Image& image, double threshold) {
  Image result = image;
  for (std::uint8_t& value : result.pixels) {
    if (value >= threshold) value = static_cast<std::uint8_t>(255 - value);
  }
  return result;
}

Image posterize(const Image& image, double bits) {
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - std::clamp(static_cast<int>(bits), 0, 8)));
  Image result = image;
  for (std::uint8_t& value : result.pixels) value &= mask;
  return result;
}

}  // namespace pyra::augment
