#include "config/sidecar_preprocessing.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "config/json_fields.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

constexpr std::array<double, 3> kImageNetMean{0.485, 0.456, 0.406};
constexpr std::array<double, 3> kImageNetStd{0.229, 0.224, 0.225};

std::optional<std::array<double, 3>> channels(const Json& config, const char* name) {
  const auto found = config.find(name);
  if (found == config.end() || !found->is_array() || found->size() != 3) return std::nullopt;
  std::array<double, 3> values{};
  for (std::size_t i = 0; i < 3; ++i) {
    if (!(*found)[i].is_number()) return std::nullopt;
    values[i] = (*found)[i].get<double>();
  }
  return values;
}

std::int64_t side_for_crop(std::int64_t crop, double share) {
  // The tiny addition keeps 224 / 0.875 at 256, as it is in exact arithmetic.
  return static_cast<std::int64_t>(std::floor(static_cast<double>(crop) / share + 1e-9));
}

/// An edge of Hugging Face: 224, {"height": 224, "width": 224} or {"shortest_edge": 256}.
struct Size {
  std::int64_t height = 0, width = 0;
  bool shortest_edge = false;
};

std::optional<Size> size_field(const Json& config, const char* name) {
  if (const auto side = integer_field(config, name)) return Size{*side, *side, false};
  const auto found = config.find(name);
  if (found == config.end() || !found->is_object()) return std::nullopt;
  if (const auto side = integer_field(*found, "shortest_edge")) return Size{*side, *side, true};
  const auto height = integer_field(*found, "height"), width = integer_field(*found, "width");
  if (!height || !width) return std::nullopt;
  return Size{*height, *width, false};
}

}  // namespace

std::optional<std::pair<std::int64_t, std::int64_t>> timm_image_size(const Json& config) {
  const auto found = config.find("input_size");
  if (found == config.end() || !found->is_array() || found->size() != 3) return std::nullopt;
  if (!(*found)[1].is_number_integer() || !(*found)[2].is_number_integer()) return std::nullopt;
  return std::pair((*found)[1].get<std::int64_t>(), (*found)[2].get<std::int64_t>());
}

std::optional<Preprocessing> timm_preprocessing(const Json& config, std::vector<std::string>& notes) {
  const auto mean = channels(config, "mean"), std = channels(config, "std");
  const auto size = timm_image_size(config);
  if (!mean || !std || !size) return std::nullopt;
  Preprocessing result;
  result.mean = *mean;
  result.std = *std;
  std::tie(result.crop_height, result.crop_width) = *size;
  const std::string mode = text_field(config, "crop_mode").value_or("center");
  const double share = number_field(config, "crop_pct").value_or(0.875);
  result.direct_resize = mode == "squash";
  result.resize = share > 0.01 && share <= 1 ? side_for_crop(std::max(size->first, size->second), share)
                                             : std::max(size->first, size->second);
  if (mode != "center" && mode != "squash") {
    notes.push_back("config.json states the crop mode '" + mode +
                    "'; pictures are cropped at the centre instead");
  }
  const std::string interpolation = text_field(config, "interpolation").value_or("bicubic");
  result.interpolation = interpolation == "bilinear" ? Interpolation::bilinear : Interpolation::bicubic;
  if (interpolation != "bilinear" && interpolation != "bicubic") {
    notes.push_back("config.json states the interpolation '" + interpolation + "'; bicubic is used instead");
  }
  return result;
}

Preprocessing hugging_face_preprocessing(const Json& config, std::vector<std::string>& notes) {
  Preprocessing result;
  result.mean = channels(config, "image_mean").value_or(result.mean);
  result.std = channels(config, "image_std").value_or(result.std);
  if (!bool_field(config, "do_normalize").value_or(true)) {
    result.mean = {0, 0, 0};
    result.std = {1, 1, 1};
  }
  // Pillow's numbers: 2 bilinear, 3 bicubic.
  const std::int64_t resample = integer_field(config, "resample").value_or(2);
  result.interpolation = resample == 3 ? Interpolation::bicubic : Interpolation::bilinear;
  if (resample != 2 && resample != 3) {
    notes.push_back("preprocessor_config.json states the interpolation " + std::to_string(resample) +
                    " of Pillow; bilinear is used instead");
  }
  const Size size = size_field(config, "size").value_or(Size{224, 224, false});
  const auto crop = size_field(config, "crop_size");
  const bool cropped = bool_field(config, "do_center_crop").value_or(false) && crop;
  result.crop_height = cropped ? crop->height : size.height;
  result.crop_width = cropped ? crop->width : size.width;
  result.resize = std::min(size.height, size.width);
  result.direct_resize = !size.shortest_edge && !cropped;
  if (!size.shortest_edge && cropped) {
    notes.push_back("preprocessor_config.json squashes pictures to " + std::to_string(size.height) + "x" +
                    std::to_string(size.width) + " before cropping; their aspect ratio is kept instead");
  }
  return result;
}

Preprocessing default_preprocessing(const std::string& family, bool deit, std::int64_t height,
                                    std::int64_t width, std::string& source) {
  Preprocessing result;
  result.crop_height = height;
  result.crop_width = width;
  const std::int64_t side = std::max(height, width);
  result.resize = side_for_crop(side, 0.9);
  source = "default of timm and JAX ViT";
  if (deit) {
    result.resize = side * 256 / 224;
    result.mean = kImageNetMean;
    result.std = kImageNetStd;
    source = "default of DeiT";
  } else if (family == "huggingface") {
    result.direct_resize = true;
    result.interpolation = Interpolation::bilinear;
    source = "default of Hugging Face's ViTImageProcessor";
  }
  return result;
}

}  // namespace pyra
