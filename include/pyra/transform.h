// Decoded picture -> normalised float tensor.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "pyra/image.h"
#include "pyra/preprocessing.h"

namespace pyra {

/// Resizes to width x height exactly as Pillow's Image.resize(..., reducing_gap=None) does with antialiasing
/// (support scaled by the reduction, 8-bit intermediate between the two passes). width, height >= 1.
Image resize(const Image& image, std::int64_t width, std::int64_t height, Interpolation interpolation);

/// One way from pixels to the network's input. Thread-safe: apply() has no state.
class Transform {
 public:
  virtual ~Transform() = default;
  /// `output` [3, crop_height, crop_width] float32, normalised. `seed` decides every random choice, so the same
  /// seed gives the same tensor whatever the thread.
  virtual void apply(const Image& image, std::uint64_t seed, float* output) const = 0;
};

/// The deterministic transform of evaluation: resize, centre crop, normalise.
std::unique_ptr<Transform> make_eval_transform(const Preprocessing& preprocessing);

/// Training: `augmentation` is "none" (the same as evaluation), "light" (random resized crop 0.08..1 with ratio
/// 3/4..4/3, horizontal flip) or "rand" (light, then RandAugment with 2 operations of magnitude 9; mixup is the
/// trainer's). InputError on any other name.
std::unique_ptr<Transform> make_train_transform(const Preprocessing& preprocessing, const std::string& augmentation);

}  // namespace pyra
