// 8-bit pixels to normalised channels.
#pragma once

#include <array>

#include "pyra/image.h"
#include "pyra/preprocessing.h"

namespace pyra {

/// (x/255 - mean)/std in float32, operation by operation as torchvision computes it, tabulated for the 256
/// values.
class Normalizer {
 public:
  explicit Normalizer(const Preprocessing& preprocessing);
  /// `chw` [3, height, width] from interleaved pixels.
  void operator()(const Image& image, float* chw) const;

 private:
  std::array<std::array<float, 256>, 3> values_;
};

}  // namespace pyra
