#include <algorithm>
#include <cstring>

#include "data/blend_rows.h"
#include "data/codecs.h"
#include "data/resample.h"
#include "data/resize_window.h"
#include "pyra/error.h"
#include "pyra/transform.h"

namespace pyra {
namespace {

constexpr int kStripRows = 16;           // rows that the horizontal pass handles side by side
constexpr int kColumn = 3 * kStripRows;  // bytes of one pixel column of a strip

/// Turns a strip of up to 16 rows so that each pixel column is contiguous: a horizontal blend then is a blend
/// of (short) rows, which vectorises whatever the filter's width. strip [columns][16][3].
void turn_strip(const ImageView& image, std::int64_t x, std::int64_t columns, std::int64_t y,
                std::int64_t rows, std::uint8_t* strip) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::uint8_t* from = image.pixels + (y + r) * image.stride + 3 * x;
    std::uint8_t* to = strip + 3 * r;
    for (std::int64_t c = 0; c < columns; ++c, from += 3, to += kColumn) {
      to[0] = from[0];
      to[1] = from[1];
      to[2] = from[2];
    }
  }
}

/// Undoes turn_strip: strip [columns][16][3] to `rows` rows of `columns` pixels.
void turn_back(const std::uint8_t* strip, std::int64_t columns, std::int64_t rows, std::uint8_t* to) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::uint8_t* from = strip + 3 * r;
    for (std::int64_t c = 0; c < columns; ++c, from += kColumn, to += 3) {
      to[0] = from[0];
      to[1] = from[1];
      to[2] = from[2];
    }
  }
}

Image copy_window(const ImageView& image, const Rect& window) {
  Image copy{window.width, window.height, {}};
  copy.pixels.resize(3 * static_cast<std::size_t>(window.width * window.height));
  for (std::int64_t y = 0; y < window.height; ++y) {
    std::memcpy(copy.pixels.data() + 3 * window.width * y,
                image.pixels + (window.y + y) * image.stride + 3 * window.x,
                3 * static_cast<std::size_t>(window.width));
  }
  return copy;
}

/// Rows [first, last) of the picture at their new width.
Image blend_columns(const ImageView& image, const AxisWeights& columns, std::int64_t first,
                    std::int64_t last) {
  const auto width = static_cast<std::int64_t>(columns.windows.size());
  Image result{width, last - first, {}};
  result.pixels.resize(3 * static_cast<std::size_t>(width * (last - first)));
  const std::int64_t from = columns.first();
  const std::int64_t needed = columns.last() - from;
  std::vector<std::uint8_t> strip(static_cast<std::size_t>(needed * kColumn));
  std::vector<std::uint8_t> blended(static_cast<std::size_t>(width * kColumn));
  const BlendRows blend = best_blend_rows();
  for (std::int64_t y = first; y < last; y += kStripRows) {
    const std::int64_t rows = std::min<std::int64_t>(kStripRows, last - y);
    turn_strip(image, from, needed, y, rows, strip.data());
    for (std::int64_t x = 0; x < width; ++x) {
      const Window& w = columns.windows[static_cast<std::size_t>(x)];
      blend(strip.data() + (w.first - from) * kColumn, kColumn, columns.weights.data() + w.offset, w.taps,
            kColumn, blended.data() + x * kColumn);
    }
    turn_back(blended.data(), width, rows, result.pixels.data() + 3 * width * (y - first));
  }
  return result;
}

/// `image` begins at input row `first`.
Image blend_lines(const ImageView& image, const AxisWeights& lines, std::int64_t first) {
  const auto height = static_cast<std::int64_t>(lines.windows.size());
  Image result{image.width, height, {}};
  result.pixels.resize(3 * static_cast<std::size_t>(image.width * height));
  const BlendRows blend = best_blend_rows();
  for (std::int64_t y = 0; y < height; ++y) {
    const Window& w = lines.windows[static_cast<std::size_t>(y)];
    blend(image.pixels + (w.first - first) * image.stride, image.stride, lines.weights.data() + w.offset,
          w.taps, 3 * image.width, result.pixels.data() + 3 * image.width * y);
  }
  return result;
}

}  // namespace

ImageView view(const Image& image) {
  return {image.pixels.data(), image.width, image.height, static_cast<std::ptrdiff_t>(3 * image.width)};
}

ImageView view(const Image& image, const Rect& part) {
  const auto stride = static_cast<std::ptrdiff_t>(3 * image.width);
  return {image.pixels.data() + part.y * stride + 3 * part.x, part.width, part.height, stride};
}

Image resize_window(const ImageView& image, std::int64_t width, std::int64_t height, const Rect& window,
                    Interpolation interpolation) {
  if (image.width < 1 || image.height < 1) throw InputError("cannot resize an empty picture");
  check_picture_size(window.width, window.height, "cannot resize a picture");
  if (image.width == width && image.height == height) return copy_window(image, window);
  const AxisWeights lines = axis_weights(image.height, height, window.y, window.height, interpolation);
  if (image.width == width) {  // as in Pillow, an axis that keeps its length is not filtered
    const ImageView part{image.pixels + 3 * window.x, window.width, image.height, image.stride};
    return blend_lines(part, lines, 0);
  }
  const AxisWeights columns = axis_weights(image.width, width, window.x, window.width, interpolation);
  if (image.height == height) return blend_columns(image, columns, window.y, window.y + window.height);
  const Image narrowed = blend_columns(image, columns, lines.first(), lines.last());
  return blend_lines(view(narrowed), lines, lines.first());
}

Image resize(const Image& image, std::int64_t width, std::int64_t height, Interpolation interpolation) {
  return resize_window(view(image), width, height, {0, 0, width, height}, interpolation);
}

}  // namespace pyra
