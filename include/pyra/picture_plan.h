// The rest of a picture's way to the network's input, laid out for a GPU to do.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace pyra {

/// What one output pixel of an axis is made of: `taps` input pixels from `first` on, their weights at
/// AxisPlan::weights[offset].
struct AxisWindow {
  std::int32_t first = 0, taps = 0, offset = 0;
};

/// How the pixels of one axis are made of others. Weights are fixed-point numbers of kWeightBits fractional
/// bits.
struct AxisPlan {
  std::vector<AxisWindow> windows;  // one an output pixel
  std::vector<std::int32_t> weights;
};

inline constexpr int kWeightBits = 32 - 8 - 2;  // 8-bit pixels, a sign, and room for the filter's overshoot

/// A picture still to be resized, mirrored and normalised: what Transform::finish() does, to the bit. Both
/// passes round and clamp to 8 bits:
///   v = clamp((2^(kWeightBits - 1) + sum over k of weight[k] pixel[first + k]) >> kWeightBits, 0, 255)
struct PicturePlan {
  std::int32_t columns = 0, rows = 0;
  std::vector<std::uint8_t> pixels;  // [rows, columns, 3]: what the output needs
  AxisPlan across, down;             // of the output's columns and lines
  bool lines_first = false;          // the pass over the lines comes first
  bool mirrored = false;             // left and right, after both
};

/// [channel][8-bit value]: what it becomes.
using PixelValues = std::array<std::array<float, 256>, 3>;

}  // namespace pyra
