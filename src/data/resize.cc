#include <algorithm>
#include <cstring>

#include "data/blend_rows.h"
#include "data/codecs.h"
#include "data/resample.h"
#include "data/resize_window.h"
#include "data/turn_strip.h"
#include "pyra/error.h"
#include "pyra/transform.h"

namespace pyra {
namespace {

Image copy_window(const ImageView& window) {
  Image copy{window.width, window.height, {}};
  copy.pixels.resize(3 * static_cast<std::size_t>(window.width * window.height));
  for (std::int64_t y = 0; y < window.height; ++y) {
    std::memcpy(copy.pixels.data() + 3 * window.width * y, window.pixels + y * window.stride,
                3 * static_cast<std::size_t>(window.width));
  }
  return copy;
}

/// All lines of a picture at their new width. The picture is cut to [columns.first(), columns.last()).
Image blend_columns(const ImageView& image, const AxisWeights& columns) {
  const auto width = static_cast<std::int64_t>(columns.windows.size());
  Image result{width, image.height, {}};
  result.pixels.resize(3 * static_cast<std::size_t>(width * image.height));
  std::vector<std::uint8_t> strip(static_cast<std::size_t>(image.width * kStripColumn + kStripSlack));
  std::vector<std::uint8_t> blended(static_cast<std::size_t>(width * kStripColumn + kStripSlack));
  const BlendRows blend = best_blend_rows();
  for (std::int64_t y = 0; y < image.height; y += kStripRows) {
    const std::int64_t rows = std::min<std::int64_t>(kStripRows, image.height - y);
    turn_strip(image.pixels + y * image.stride, image.stride, image.width, rows, strip.data());
    for (std::int64_t x = 0; x < width; ++x) {
      const Window& w = columns.windows[static_cast<std::size_t>(x)];
      blend(strip.data() + (w.first - columns.first()) * kStripColumn, kStripColumn, columns.weights.data() + w.offset,
            w.taps, kStripColumn, blended.data() + x * kStripColumn);
    }
    turn_back(blended.data(), width, rows, result.pixels.data() + 3 * width * y);
  }
  return result;
}

/// All columns of a picture at their new height. The picture is cut to [lines.first(), lines.last()).
Image blend_lines(const ImageView& image, const AxisWeights& lines) {
  const auto height = static_cast<std::int64_t>(lines.windows.size());
  Image result{image.width, height, {}};
  result.pixels.resize(3 * static_cast<std::size_t>(image.width * height));
  const BlendRows blend = best_blend_rows();
  for (std::int64_t y = 0; y < height; ++y) {
    const Window& w = lines.windows[static_cast<std::size_t>(y)];
    blend(image.pixels + (w.first - lines.first()) * image.stride, image.stride,
          lines.weights.data() + w.offset, w.taps, 3 * image.width,
          result.pixels.data() + 3 * image.width * y);
  }
  return result;
}

ImageView cut(const ImageView& image, const Rect& part) {
  return {image.pixels + part.y * image.stride + 3 * part.x, part.width, part.height, image.stride};
}

/// The order of the passes shows, since the picture between them is rounded and clamped to 8 bits. Pillow 13
/// takes the lines first where this saves enough work (older ones never do).
bool lines_first(const ImageView& image, std::int64_t width, std::int64_t height) {
  return height < image.height && image.height - height > 2 * (image.width - width);
}

}  // namespace

ImageView view(const Image& image) {
  return {image.pixels.data(), image.width, image.height, static_cast<std::ptrdiff_t>(3 * image.width)};
}

ImageView view(const Image& image, const Rect& part) { return cut(view(image), part); }

Image resize_window(const ImageView& image, std::int64_t width, std::int64_t height, const Rect& window,
                    Interpolation interpolation) {
  if (image.width < 1 || image.height < 1) throw InputError("cannot resize an empty picture");
  check_picture_size(window.width, window.height, "cannot resize a picture");
  if (image.width == width && image.height == height) return copy_window(cut(image, window));
  const AxisWeights columns = axis_weights(image.width, width, window.x, window.width, interpolation);
  const AxisWeights lines = axis_weights(image.height, height, window.y, window.height, interpolation);
  const std::int64_t x = columns.first(), needed_width = columns.last() - x;
  const std::int64_t y = lines.first(), needed_height = lines.last() - y;
  // As in Pillow, an axis that keeps its length is not filtered.
  if (image.height == height)
    return blend_columns(cut(image, {x, window.y, needed_width, window.height}), columns);
  if (image.width == width) return blend_lines(cut(image, {window.x, y, window.width, needed_height}), lines);
  const ImageView needed = cut(image, {x, y, needed_width, needed_height});
  if (lines_first(image, width, height)) return blend_columns(view(blend_lines(needed, lines)), columns);
  return blend_lines(view(blend_columns(needed, columns)), lines);
}

Image resize(const Image& image, std::int64_t width, std::int64_t height, Interpolation interpolation) {
  return resize_window(view(image), width, height, {0, 0, width, height}, interpolation);
}

}  // namespace pyra
