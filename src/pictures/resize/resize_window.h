// A part of a resized picture, without the work for the rest.
#pragma once

#include <optional>

#include "pyra/image.h"
#include "pyra/picture_plan.h"
#include "pyra/preprocessing.h"

namespace pyra {

/// A rectangle of pixels.
struct Rect {
  std::int64_t x = 0, y = 0, width = 0, height = 0;
};

/// Pixels within a picture that someone else owns; rows are `stride` bytes apart.
struct ImageView {
  const std::uint8_t* pixels = nullptr;
  std::int64_t width = 0, height = 0;
  std::ptrdiff_t stride = 0;
};

ImageView view(const Image& image);
/// `part` lies within the picture.
ImageView view(const Image& image, const Rect& part);

/// What resize_window() is going to do.
struct ResizePlan {
  Rect needed;                           // of the picture
  std::optional<AxisPlan> across, down;  // over `needed`; empty where an axis keeps its length
  bool lines_first = false;
};

ResizePlan plan_resize(const ImageView& image, std::int64_t width, std::int64_t height, const Rect& window,
                       Interpolation interpolation);

/// The same for a GPU to do: `plan` over the picture that it was made of.
PicturePlan picture_plan(const ImageView& image, ResizePlan plan, bool mirrored);
/// A picture that needs no resizing.
PicturePlan picture_plan(const Image& image);

/// resize(image, width, height) cut to `window`, which lies within it. Throws InputError for an empty
/// picture.
Image resize_window(const ImageView& image, std::int64_t width, std::int64_t height, const Rect& window,
                    Interpolation interpolation);

}  // namespace pyra
