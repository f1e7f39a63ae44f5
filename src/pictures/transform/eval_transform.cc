#include <algorithm>

#include "pictures/resize/center_fit.h"
#include "pictures/resize/float_resize.h"
#include "pictures/resize/resize_window.h"
#include "pictures/transform/normalize.h"
#include "pyra/error.h"
#include "pyra/transform.h"

namespace pyra {
namespace {

class EvalTransform final : public Transform {
 public:
  explicit EvalTransform(const Preprocessing& p) : preprocessing_(p), normalize_(p) {}

  Image fit(Image image) const override { return center_fit(image, preprocessing_); }
  void finish(const Image& fitted, std::uint64_t, std::span<float> output) const override {
    if (fitted.width != width() || fitted.height != height()) {
      throw InputError("finish() got a picture of " + std::to_string(fitted.width) + "x" +
                       std::to_string(fitted.height) + ", expected what fit() gave");
    }
    check_output(output);
    normalize_(fitted, output.data());
  }
  PicturePlan plan(const Image& fitted, std::uint64_t) const override { return picture_plan(fitted); }
  const PixelValues& values() const override { return normalize_.values(); }
  std::int64_t height() const override { return preprocessing_.crop_height; }
  std::int64_t width() const override { return preprocessing_.crop_width; }
  std::int64_t fitted_side() const override {
    if (preprocessing_.fit != Fit::shorter_side)
      return std::max(preprocessing_.frame_height, preprocessing_.frame_width);
    return preprocessing_.direct_resize ? std::max(height(), width()) : preprocessing_.resize;
  }

 private:
  Preprocessing preprocessing_;
  Normalizer normalize_;
};

/// What the others do in bytes, in floats: nothing is fitted before.
class FloatTransform final : public Transform {
 public:
  explicit FloatTransform(const Preprocessing& p) : preprocessing_(p), normalize_(p) {}

  Image fit(Image image) const override { return image; }
  void finish(const Image& fitted, std::uint64_t, std::span<float> output) const override {
    check_output(output);
    const std::vector<float> pixels =
        resize_as_floats(fitted, height(), width(), preprocessing_.interpolation);
    const std::size_t plane = pixels.size() / 3;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const std::size_t c = i / plane;
      output[i] = (pixels[i] - static_cast<float>(preprocessing_.mean[c])) /
                  static_cast<float>(preprocessing_.std[c]);
    }
  }
  /// Plans resize bytes, for training pictures alone.
  PicturePlan plan(const Image&, std::uint64_t) const override {
    throw InputError(
        "pictures that are resized as floats cannot be resized on a GPU; resize them on the CPU");
  }
  const PixelValues& values() const override { return normalize_.values(); }
  std::int64_t height() const override { return preprocessing_.crop_height; }
  std::int64_t width() const override { return preprocessing_.crop_width; }

 private:
  Preprocessing preprocessing_;
  Normalizer normalize_;
};

}  // namespace

void Transform::check_output(std::span<float> output) const {
  const auto expected = static_cast<std::size_t>(3 * height() * width());
  if (output.size() == expected) return;
  throw InputError("a picture's output of " + std::to_string(output.size()) + " numbers; expected " +
                   std::to_string(expected) + ", 3 x " + std::to_string(height()) + " x " +
                   std::to_string(width()));
}

ReadOptions fast_read(const Transform& transform, bool exif_rotation) {
  return {exif_rotation, 2 * transform.fitted_side()};
}

std::unique_ptr<Transform> make_eval_transform(const Preprocessing& preprocessing) {
  if (preprocessing.float_resize) return std::make_unique<FloatTransform>(preprocessing);
  return std::make_unique<EvalTransform>(preprocessing);
}

}  // namespace pyra
