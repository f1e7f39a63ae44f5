// 8-bit pixels to normalised channels.
#pragma once

#include <array>

#include "base/isa.h"
#include "pyra/image.h"
#include "pyra/picture_plan.h"
#include "pyra/preprocessing.h"

namespace pyra {

/// (x/255 - mean)/std in float32, operation by operation as torchvision computes it, tabulated for the 256
/// values. With AVX2 the operations run by vectors; both give the same bits, which the constructor makes sure
/// of for every value.
class Normalizer {
 public:
  explicit Normalizer(const Preprocessing& preprocessing, Isa isa = chosen_isa());
  bool by_vectors() const { return vectors_; }
  /// `chw` [3, height, width] from interleaved pixels.
  void operator()(const Image& image, float* chw) const;
  const PixelValues& values() const { return values_; }

 private:
  void by_table(const std::uint8_t* rgb, std::int64_t count, std::int64_t plane, float* chw) const;

  PixelValues values_;
  std::array<float, 3> mean_, std_;
  bool vectors_ = false;
};

}  // namespace pyra
