// How a picture becomes the tensor that a backbone was trained on. Part of every adapter and deployed model,
// because a silent mismatch here costs more accuracy than most methods win.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace pyra {

enum class Interpolation { bilinear, bicubic, lanczos, box, hamming };

/// "bilinear", "bicubic" ...
std::string interpolation_name(Interpolation interpolation);
/// Empty for a name that is none of them.
std::optional<Interpolation> find_interpolation(const std::string& name);

/// How a picture meets the frame that the crop is cut from.
enum class Fit {
  shorter_side,  // no frame: the shorter side gets `resize` pixels
  cover,         // the smallest that covers the frame, its shape kept (timm's centre crop of rectangles)
  squash,        // the frame itself (timm's squash, Hugging Face's height and width)
  contain,  // the largest within the frame, its shape kept; the rest in the mean's colour (timm's border)
};

/// Which pixels a resize of the shorter side and a centre crop take, where sides do not divide.
enum class Rounding {
  nearest,       // pyra's own: the longer side to the nearest pixel, the margin's odd pixel on the far side
  transformers,  // the longer side truncated; the odd pixel on the far side
  torchvision,   // the longer side truncated; half the margin to the nearest pixel, halves to even: timm's
};

/// Applied in this order: decode to RGB, (EXIF rotation), resize, centre crop, x/255, (x - mean)/std.
struct Preprocessing {
  /// true: resize straight to crop_height x crop_width, ignoring the aspect ratio (the paper's VTAB-1k
  /// recipe). false: resize the shorter side to `resize`, then crop.
  bool direct_resize = false;
  std::int64_t resize = 248;       // pixels of the shorter side; unused with direct_resize
  std::int64_t crop_height = 224;  // pixels; what the backbone reads
  std::int64_t crop_width = 224;
  Interpolation interpolation = Interpolation::bicubic;  // antialiased, as Pillow does
  std::array<double, 3> mean{0.5, 0.5, 0.5};             // R, G, B in [0, 1]
  std::array<double, 3> std{0.5, 0.5, 0.5};
  bool exif_rotation = false;
  Fit fit = Fit::shorter_side;  // another one goes before direct_resize and `resize`
  std::int64_t frame_height = 0, frame_width = 0;
  bool float_resize = false;              // with direct_resize: of floats, nothing rounded to bytes (DINOv3)
  Rounding rounding = Rounding::nearest;  // of Fit::shorter_side

  bool operator==(const Preprocessing&) const = default;
};

/// One line for people: "resize 248 (bicubic), centre crop 224x224, mean 0.5 0.5 0.5, std 0.5 0.5 0.5".
std::string describe(const Preprocessing& preprocessing);
/// The same way for pictures of another size: `resize` and the frame in proportion.
void scale_preprocessing(Preprocessing& preprocessing, std::int64_t height, std::int64_t width);
/// JSON with the field names above, all of them, those from `fit` on only where they are not the default;
/// from_json throws InputError on unknown, missing or ill-typed fields and on values out of range.
std::string preprocessing_to_json(const Preprocessing& preprocessing);
Preprocessing preprocessing_from_json(const std::string& json);

}  // namespace pyra
