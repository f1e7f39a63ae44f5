// How a picture becomes the tensor that a backbone was trained on. Part of every adapter and deployed model,
// because a silent mismatch here costs more accuracy than most methods win.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace pyra {

enum class Interpolation { bilinear, bicubic };

/// Applied in this order: decode to RGB, (EXIF rotation), resize, centre crop, x/255, (x - mean)/std.
struct Preprocessing {
  /// true: resize straight to crop_height x crop_width, ignoring the aspect ratio (the paper's VTAB-1k recipe).
  /// false: resize the shorter side to `resize`, then crop.
  bool direct_resize = false;
  std::int64_t resize = 248;       // pixels of the shorter side; unused with direct_resize
  std::int64_t crop_height = 224;  // pixels; what the backbone reads
  std::int64_t crop_width = 224;
  Interpolation interpolation = Interpolation::bicubic;  // antialiased, as Pillow does
  std::array<double, 3> mean{0.5, 0.5, 0.5};             // R, G, B in [0, 1]
  std::array<double, 3> std{0.5, 0.5, 0.5};
  bool exif_rotation = false;

  bool operator==(const Preprocessing&) const = default;
};

/// One line for people: "resize 248 (bicubic), centre crop 224x224, mean 0.5 0.5 0.5, std 0.5 0.5 0.5".
std::string describe(const Preprocessing& preprocessing);
/// JSON with the field names above, all of them; from_json throws InputError on unknown, missing or ill-typed fields
/// and on values out of range.
std::string preprocessing_to_json(const Preprocessing& preprocessing);
Preprocessing preprocessing_from_json(const std::string& json);

}  // namespace pyra
