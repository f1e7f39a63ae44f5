#include "architecture/sidecar/sidecar_preprocessing.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "architecture/sidecar/sidecar_colours.h"
#include "pictures/transform/image_size.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

/// What is stated and how it is done.
void frame(Preprocessing& result, const std::string& mode, std::pair<std::int64_t, std::int64_t> size,
           double share) {
  result.frame_height = side_for_crop(size.first, share);
  result.frame_width = side_for_crop(size.second, share);
  result.resize = std::max(result.frame_height, result.frame_width);
  if (mode == "squash" && result.frame_height == size.first && result.frame_width == size.second) {
    result.direct_resize = true;
  } else if (mode == "squash") {
    result.fit = Fit::squash;
  } else if (mode == "border") {
    result.fit = Fit::contain;
  } else if (result.frame_height != result.frame_width) {
    result.fit = Fit::cover;
  }
  if (result.fit != Fit::shorter_side) return;
  result.frame_height = result.frame_width = 0;
  if (!result.direct_resize) result.rounding = Rounding::torchvision;
}

/// input_size [3, H, W].
std::optional<std::pair<std::int64_t, std::int64_t>> image_size(const StatedFields& config) {
  const Json* value = config.find("input_size");
  if (value == nullptr) return std::nullopt;
  if (value->is_array() && value->size() == 3) {
    const auto channels = whole_value((*value)[0]), height = whole_value((*value)[1]),
               width = whole_value((*value)[2]);
    if (channels == 3 && height && width && is_side(*height) && is_side(*width))
      return std::pair(*height, *width);
  }
  config.expect("input_size", "[3, height, width]");
  return std::nullopt;
}

std::optional<Interpolation> interpolation(const StatedFields& config) {
  const auto name = config.text("interpolation");
  if (!name) return std::nullopt;
  if (*name == "random") return Interpolation::bilinear;  // which timm's evaluation takes then
  const auto known = find_interpolation(*name);
  if (!known) {
    config.refuse("the interpolation '" + *name + "'",
                  "pyra knows bicubic, bilinear, lanczos, box and hamming");
  }
  return known;
}

}  // namespace

std::int64_t side_for_crop(std::int64_t crop, double share) {
  // The tiny addition keeps 224 / 0.875 at 256, as it is in exact arithmetic.
  return static_cast<std::int64_t>(std::floor(static_cast<double>(crop) / share + 1e-9));
}

std::optional<TimmPictures> timm_pictures(const StatedFields& config) {
  TimmPictures result;
  result.mean = mean_field(config, "mean");
  result.std = deviation_field(config, "std");
  result.size = image_size(config);
  result.crop_mode = config.text("crop_mode").value_or("");
  if (!result.crop_mode.empty() && result.crop_mode != "center" && result.crop_mode != "squash" &&
      result.crop_mode != "border") {
    config.refuse("the crop mode '" + result.crop_mode + "'", "pyra knows center, squash and border");
  }
  result.crop_share = config.number("crop_pct");
  if (const auto share = result.crop_share; share && !(*share > 0.01 && *share <= 1)) {
    config.expect("crop_pct", "a share above 0.01 and at most 1");
    result.crop_share.reset();
  }
  if (config.number("crop_border_pixels").value_or(0) != 0)
    config.refuse("crop_border_pixels", "pyra trims no borders");
  result.interpolation = interpolation(config);
  const bool anything = result.mean || result.std || result.size || result.crop_share || result.interpolation;
  return anything || !result.crop_mode.empty() ? std::optional(result) : std::nullopt;
}

Preprocessing complete(const TimmPictures& stated, const Preprocessing& otherwise, const std::string& source,
                       std::vector<std::string>& notes) {
  std::string assumed;
  const auto assume = [&](bool is_stated, const std::string& what) {
    if (!is_stated) assumed += (assumed.empty() ? "" : ", ") + what;
  };
  assume(stated.mean.has_value(), "mean " + spell_colours(otherwise.mean) + " (" + source + ")");
  assume(stated.std.has_value(), "std " + spell_colours(otherwise.std) + " (" + source + ")");
  Preprocessing result;
  result.mean = stated.mean.value_or(otherwise.mean);
  result.std = stated.std.value_or(otherwise.std);
  std::tie(result.crop_height, result.crop_width) =
      stated.size.value_or(std::pair(otherwise.crop_height, otherwise.crop_width));
  assume(stated.crop_share.has_value(), "crop_pct 0.875");  // timm's, as the next
  assume(stated.interpolation.has_value(), "bicubic");
  result.interpolation = stated.interpolation.value_or(Interpolation::bicubic);
  frame(result, stated.crop_mode, {result.crop_height, result.crop_width}, stated.crop_share.value_or(0.875));
  if (!assumed.empty())
    notes.push_back("config.json does not say how pictures are made: " + assumed + " assumed");
  return result;
}

}  // namespace pyra
