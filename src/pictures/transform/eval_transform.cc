#include <algorithm>

#include "pictures/resize/center_fit.h"
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
  return std::make_unique<EvalTransform>(preprocessing);
}

}  // namespace pyra
