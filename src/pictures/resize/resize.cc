#include <algorithm>
#include <cstring>
#include <tuple>

#include "pictures/decode/codecs.h"
#include "pictures/resize/blend_rows.h"
#include "pictures/resize/resample.h"
#include "pictures/resize/resize_window.h"
#include "pictures/resize/turn_strip.h"
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

/// All lines of a picture at their new width.
Image blend_columns(const ImageView& image, const AxisPlan& columns) {
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
      const AxisWindow& w = columns.windows[static_cast<std::size_t>(x)];
      blend(strip.data() + w.first * kStripColumn, kStripColumn, columns.weights.data() + w.offset, w.taps,
            kStripColumn, blended.data() + x * kStripColumn);
    }
    turn_back(blended.data(), width, rows, result.pixels.data() + 3 * width * y);
  }
  return result;
}

/// All columns of a picture at their new height.
Image blend_lines(const ImageView& image, const AxisPlan& lines) {
  const auto height = static_cast<std::int64_t>(lines.windows.size());
  Image result{image.width, height, {}};
  result.pixels.resize(3 * static_cast<std::size_t>(image.width * height));
  const BlendRows blend = best_blend_rows();
  for (std::int64_t y = 0; y < height; ++y) {
    const AxisWindow& w = lines.windows[static_cast<std::size_t>(y)];
    blend(image.pixels + w.first * image.stride, image.stride, lines.weights.data() + w.offset, w.taps,
          3 * image.width, result.pixels.data() + 3 * image.width * y);
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

/// Where an axis begins to read and how many pixels it needs; it counts from there afterwards.
std::pair<std::int64_t, std::int64_t> from_first(AxisPlan& axis) {
  const std::int32_t first = axis.windows.front().first;
  for (AxisWindow& window : axis.windows) window.first -= first;
  return {first, axis.windows.back().first + axis.windows.back().taps};
}

/// An axis whose pixels stay.
AxisPlan kept(std::int64_t length) {
  AxisPlan axis;
  for (std::int32_t i = 0; i < length; ++i) axis.windows.push_back({i, 1, i});
  axis.weights.assign(static_cast<std::size_t>(length), 1 << kWeightBits);
  return axis;
}

}  // namespace

ImageView view(const Image& image) {
  return {image.pixels.data(), image.width, image.height, static_cast<std::ptrdiff_t>(3 * image.width)};
}

ImageView view(const Image& image, const Rect& part) { return cut(view(image), part); }

ResizePlan plan_resize(const ImageView& image, std::int64_t width, std::int64_t height, const Rect& window,
                       Interpolation interpolation) {
  if (image.width < 1 || image.height < 1) throw InputError("cannot resize an empty picture");
  check_picture_size(window.width, window.height, "cannot resize a picture");
  ResizePlan plan{window, {}, {}, false};
  // As in Pillow, an axis that keeps its length is not filtered.
  if (image.width != width) {
    plan.across = axis_plan(image.width, width, window.x, window.width, interpolation);
    std::tie(plan.needed.x, plan.needed.width) = from_first(*plan.across);
  }
  if (image.height != height) {
    plan.down = axis_plan(image.height, height, window.y, window.height, interpolation);
    std::tie(plan.needed.y, plan.needed.height) = from_first(*plan.down);
  }
  plan.lines_first = !plan.across || (plan.down && lines_first(image, width, height));
  return plan;
}

PicturePlan picture_plan(const ImageView& image, ResizePlan plan, bool mirrored) {
  Image needed = copy_window(cut(image, plan.needed));
  PicturePlan laid_out{static_cast<std::int32_t>(needed.width),
                       static_cast<std::int32_t>(needed.height),
                       std::move(needed.pixels),
                       {},
                       {},
                       plan.lines_first,
                       mirrored};
  laid_out.across = plan.across ? std::move(*plan.across) : kept(plan.needed.width);
  laid_out.down = plan.down ? std::move(*plan.down) : kept(plan.needed.height);
  return laid_out;
}

PicturePlan picture_plan(const Image& image) {
  return picture_plan(view(image), {{0, 0, image.width, image.height}, {}, {}, false}, false);
}

Image resize_window(const ImageView& image, std::int64_t width, std::int64_t height, const Rect& window,
                    Interpolation interpolation) {
  const ResizePlan plan = plan_resize(image, width, height, window, interpolation);
  const ImageView needed = cut(image, plan.needed);
  if (!plan.across) return plan.down ? blend_lines(needed, *plan.down) : copy_window(needed);
  if (!plan.down) return blend_columns(needed, *plan.across);
  if (plan.lines_first) return blend_columns(view(blend_lines(needed, *plan.down)), *plan.across);
  return blend_lines(view(blend_columns(needed, *plan.across)), *plan.down);
}

Image resize(const Image& image, std::int64_t width, std::int64_t height, Interpolation interpolation) {
  return resize_window(view(image), width, height, {0, 0, width, height}, interpolation);
}

}  // namespace pyra
