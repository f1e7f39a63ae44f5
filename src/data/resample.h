// Pillow's antialiased resize, one axis at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "pyra/preprocessing.h"

namespace pyra {

/// The input pixels that one output pixel is made of: `taps` of them from `first` on. Their weights are
/// fixed-point numbers of kWeightBits fractional bits, at AxisWeights::weights[offset].
struct Window {
  std::int64_t first = 0;
  std::int64_t taps = 0;
  std::size_t offset = 0;
};

inline constexpr int kWeightBits = 32 - 8 - 2;  // 8-bit pixels, a sign, and room for the filter's overshoot

/// How output pixels [begin, begin + windows.size()) of an axis are made of its input pixels.
struct AxisWeights {
  std::vector<Window> windows;
  std::vector<std::int32_t> weights;

  std::int64_t first() const { return windows.front().first; }                      // input pixels needed:
  std::int64_t last() const { return windows.back().first + windows.back().taps; }  // [first, last)
};

/// An axis of `in` pixels resized to `out`, of which [begin, begin + count) are wanted (count >= 1).
AxisWeights axis_weights(std::int64_t in, std::int64_t out, std::int64_t begin, std::int64_t count,
                         Interpolation interpolation);

}  // namespace pyra
