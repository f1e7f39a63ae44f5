// How models are shown pictures where no file says it: by their family or by what their layout gives away.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "pyra/preprocessing.h"
#include "pyra/vit_config.h"

namespace pyra {

struct DefaultPictures {
  std::string_view source;  // "default of DeiT"
  std::array<double, 3> mean, std;
  std::int64_t larger, than;  // the side before the crop: `larger` pixels for a model of `than`
  bool direct = false;        // resized to the model's size at once, nothing cropped
  Interpolation interpolation = Interpolation::bicubic;
  bool floats = false;  // resized as floats (Preprocessing::float_resize)
};

extern const DefaultPictures kClipPictures, kDeitPictures, kDinov2Pictures, kDinov3Pictures,
    kHuggingFaceDinov3Pictures, kSiglipPictures, kTransformersPictures;

/// Those of a config. `family`: of a family whose models are all shown the same, else null. `shared`: whether
/// other families' models have the same names, so that a plain layout says little. `warning`: what stays
/// uncertain; empty if nothing.
const DefaultPictures& default_pictures(const DefaultPictures* family, bool shared, const VitConfig& config,
                                        std::string& warning);

/// For pictures of the config's size.
Preprocessing preprocessing_of(const DefaultPictures& pictures, const VitConfig& config);

}  // namespace pyra
