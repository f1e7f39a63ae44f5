#include "config/sidecar_preprocessing.h"

#include <algorithm>
#include <cmath>

#include "config/json_fields.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

/// What is stated and how it would be done; a centre crop of a square keeps pyra's own rounding.
void frame(Preprocessing& result, const std::string& mode, std::pair<std::int64_t, std::int64_t> size, double share) {
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
  if (result.fit == Fit::shorter_side) result.frame_height = result.frame_width = 0;
}

}  // namespace

std::int64_t side_for_crop(std::int64_t crop, double share) {
  // The tiny addition keeps 224 / 0.875 at 256, as it is in exact arithmetic.
  return static_cast<std::int64_t>(std::floor(static_cast<double>(crop) / share + 1e-9));
}

std::optional<std::array<double, 3>> channels_field(const Json& config, const char* name, Sidecar& sidecar) {
  const auto found = config.find(name);
  if (found == config.end() || found->is_null()) return std::nullopt;
  std::array<double, 3> values{};
  const bool one = found->is_number() || (found->is_array() && found->size() == 1);
  const bool three = found->is_array() && found->size() == 3;
  bool good = one || three;
  for (std::size_t i = 0; i < 3 && good; ++i) {
    const Json& value = found->is_number() ? *found : (*found)[one ? 0 : i];
    good = value.is_number() && std::isfinite(value.get<double>());
    if (good) values[i] = value.get<double>();
  }
  if (good) return values;
  sidecar.refusal = std::string("'") + name + "' beside the file is " +
                    found->dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 60) +
                    ", one number or three expected";
  return std::nullopt;
}

std::optional<std::pair<std::int64_t, std::int64_t>> timm_image_size(const Json& config) {
  const auto found = config.find("input_size");
  if (found == config.end() || !found->is_array() || found->size() != 3) return std::nullopt;
  if (!(*found)[1].is_number_integer() || !(*found)[2].is_number_integer()) return std::nullopt;
  return std::pair((*found)[1].get<std::int64_t>(), (*found)[2].get<std::int64_t>());
}

std::optional<Preprocessing> timm_preprocessing(const Json& config, Sidecar& sidecar) {
  const auto mean = channels_field(config, "mean", sidecar), std = channels_field(config, "std", sidecar);
  const auto size = timm_image_size(config);
  if (!mean || !std || !size) return std::nullopt;
  Preprocessing result;
  result.mean = *mean;
  result.std = *std;
  result.crop_height = size->first;
  result.crop_width = size->second;
  const std::string mode = text_field(config, "crop_mode").value_or("center");
  const double share = number_field(config, "crop_pct").value_or(0.875);
  if (mode != "center" && mode != "squash" && mode != "border" && !mode.empty()) {
    refuse(sidecar, "the crop mode '" + mode + "'", "pyra knows center, squash and border");
  }
  if (!(share > 0.01 && share <= 1)) {
    refuse(sidecar, "crop_pct " + std::to_string(share), "a share above 0.01 and at most 1 expected");
  }
  if (const auto border = integer_field(config, "crop_border_pixels"); border && *border != 0) {
    refuse(sidecar, "crop_border_pixels", "pyra trims no borders");
  }
  frame(result, mode, *size, share > 0.01 && share <= 1 ? share : 1);
  const std::string interpolation = text_field(config, "interpolation").value_or("bicubic");
  if (const auto known = find_interpolation(interpolation)) {
    result.interpolation = *known;
  } else if (interpolation == "random") {  // timm's evaluation takes bilinear then
    result.interpolation = Interpolation::bilinear;
  } else {
    refuse(sidecar, "the interpolation '" + interpolation + "'", "pyra knows bicubic, bilinear, lanczos, box and hamming");
  }
  return result;
}

Preprocessing default_preprocessing(const std::string& family, bool deit, const VitConfig& config, std::string& source,
                                    std::string& warning) {
  Preprocessing result;
  result.crop_height = config.image_height;
  result.crop_width = config.image_width;
  const std::int64_t side = std::max(config.image_height, config.image_width);
  result.resize = side_for_crop(side, 0.9);
  source = "default of timm and JAX ViT";
  const auto image_net = [&](const char* of, std::int64_t resize) {
    result.mean = kImageNetMean;
    result.std = kImageNetStd;
    result.resize = resize;
    source = of;
  };
  if (deit) {
    image_net("default of DeiT", side * 256 / 224);
  } else if (family == "huggingface") {
    result.direct_resize = true;
    result.interpolation = Interpolation::bilinear;
    source = "default of Hugging Face's ViTImageProcessor";
  } else if (config.norm_pre) {  // a norm before the blocks, no bias in the patches
    result.mean = {0.48145466, 0.4578275, 0.40821073};
    result.std = {0.26862954, 0.26130258, 0.27577711};
    result.resize = side;
    source = "default of CLIP, whose layout this is";
    if (config.activation == Activation::gelu) {
      warning = "OpenAI's CLIP and some of its kin compute QuickGELU, others the exact GELU, and the weights do not say which: "
                "gelu assumed (--activation quick_gelu for OpenAI's, MetaCLIP's and DFN's)";
    }
  } else if (config.layer_scale && config.patch == 14) {
    image_net("default of DINOv2, whose layout this is", side);
  } else if (config.layer_scale) {
    image_net("default of DeiT III, whose layout this is", side * 256 / 224);
  } else if (family == "timm" && config.class_token && config.classes == 0) {
    warning = "without a task head these may be DINO's or MAE's weights, whose pictures have mean 0.485 0.456 0.406 and std "
              "0.229 0.224 0.225 (--mean, --std); 0.5 is assumed, keep config.json beside the file";
  }
  if (warning.empty() && source.starts_with("default of timm") && family == "timm") {
    warning = "a plain DeiT has the names of a ViT: if this is one, state its preprocessing "
              "(mean 0.485 0.456 0.406, std 0.229 0.224 0.225, resize 256 for 224)";
  }
  return result;
}

}  // namespace pyra
