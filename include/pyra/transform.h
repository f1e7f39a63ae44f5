// Decoded picture -> normalised float tensor.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "pyra/image.h"
#include "pyra/picture_plan.h"
#include "pyra/preprocessing.h"

namespace pyra {

/// Resizes to width x height exactly as Pillow's Image.resize(..., reducing_gap=None) does with antialiasing
/// (support scaled by the reduction, 8-bit intermediate between the two passes). Throws InputError for an
/// empty picture and unless 1 <= width * height <= 2^28.
[[nodiscard]] Image resize(const Image& image, std::int64_t width, std::int64_t height,
                           Interpolation interpolation);

/// One way from pixels to the network's input, in two steps so that the first can be kept between epochs.
/// Thread-safe: the steps have no state.
class Transform {
 public:
  virtual ~Transform() = default;
  /// The part that is the same every time, still 8-bit: a picture worth keeping.
  virtual Image fit(Image image) const = 0;
  /// `output` [3, crop_height, crop_width] float32, normalised, from what fit() gave. `seed` decides every
  /// random choice, so the same seed gives the same tensor whatever the thread. Throws InputError for an
  /// output of another size.
  virtual void finish(const Image& fitted, std::uint64_t seed, std::span<float> output) const = 0;
  /// The same as finish(), up to where a GPU can take over: what it has to do and the pixels that it needs.
  virtual PicturePlan plan(const Image& fitted, std::uint64_t seed) const = 0;
  /// The normalisation that follows.
  virtual const PixelValues& values() const = 0;
  /// Of the output, in pixels.
  virtual std::int64_t height() const = 0;
  virtual std::int64_t width() const = 0;
  /// The shorter side to which fit() reduces a picture, in pixels; 0 where it keeps all pixels (random
  /// crops).
  virtual std::int64_t fitted_side() const { return 0; }

  /// Both steps.
  void apply(Image image, std::uint64_t seed, std::span<float> output) const {
    check_output(output);
    finish(fit(std::move(image)), seed, output);
  }

 protected:
  /// Throws InputError unless it is as large as one picture.
  void check_output(std::span<float> output) const;
};

/// How to read a picture for `transform` where speed counts: large JPEGs at 1/2, 1/4 or 1/8 of their size, at
/// least twice fitted_side(), so that the resize that follows still averages over several pixels and decides
/// the sharpness.
ReadOptions fast_read(const Transform& transform, bool exif_rotation);

/// The deterministic transform of evaluation: resize, centre crop (padding a smaller picture with black, as
/// torchvision does), normalise.
[[nodiscard]] std::unique_ptr<Transform> make_eval_transform(const Preprocessing& preprocessing);

/// Training: `augmentation` is "none" (the same as evaluation), "light" (random resized crop 0.08..1 with
/// ratio 3/4..4/3, horizontal flip) or "rand" (light, then RandAugment with 2 operations of magnitude 9;
/// mixup is the trainer's). InputError on any other name.
[[nodiscard]] std::unique_ptr<Transform> make_train_transform(const Preprocessing& preprocessing,
                                                              const std::string& augmentation);

/// Undoes the normalisation of a network's input `chw` [3, crop_height, crop_width]: a picture to look at.
/// Throws InputError for another size.
[[nodiscard]] Image to_image(std::span<const float> chw, const Preprocessing& preprocessing);

}  // namespace pyra
