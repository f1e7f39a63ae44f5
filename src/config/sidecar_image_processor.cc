// preprocessor_config.json of transformers' image processors.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "config/json_fields.h"
#include "config/sidecar_preprocessing.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

/// An edge of Hugging Face: 224, {"height": 224, "width": 224} or {"shortest_edge": 256}.
struct Size {
  std::int64_t height = 0, width = 0;
  bool shortest_edge = false;
};

void refuse_processor(Sidecar& sidecar, const std::string& part, const std::string& reason) {
  if (sidecar.refusal.empty())
    sidecar.refusal = "preprocessor_config.json beside the file states " + part + ", " + reason;
}

std::optional<Size> size_field(const Json& config, const char* name, bool number_is_shortest_edge,
                               Sidecar& sidecar) {
  const auto found = config.find(name);
  if (found == config.end() || found->is_null()) return std::nullopt;
  if (const auto side = integer_field(config, name)) return Size{*side, *side, number_is_shortest_edge};
  if (const auto sides = side_or_sides(*found)) return Size{sides->first, sides->second, false};
  if (found->is_object()) {
    if (const auto side = integer_field(*found, "shortest_edge"); side && !found->contains("longest_edge"))
      return Size{*side, *side, true};
    const auto height = integer_field(*found, "height"), width = integer_field(*found, "width");
    if (height && width) return Size{*height, *width, false};
  }
  refuse_processor(
      sidecar,
      std::string(name) + " " + found->dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 80),
      "a number, a shortest_edge or height and width expected");
  return std::nullopt;
}

/// "ConvNextImageProcessorFast" or "ConvNextFeatureExtractor" -> "ConvNext".
std::string processor_of(const Json& config) {
  std::string name = text_field(config, "image_processor_type")
                         .value_or(text_field(config, "feature_extractor_type").value_or(""));
  for (const std::string_view ending : {"Fast", "ImageProcessor", "FeatureExtractor"}) {
    if (name.ends_with(ending)) name.erase(name.size() - ending.size());
  }
  return name;
}

/// Flags that pyra does not know must be off: each would change the pixels.
void check_flags(const Json& config, Sidecar& sidecar) {
  constexpr std::array<std::string_view, 7> kRead{
      "do_resize",        "do_center_crop",        "do_rescale", "do_normalize", "do_convert_rgb",
      "do_reduce_labels", "do_convert_annotations"};
  constexpr std::array<std::string_view, 5> kOthers{"rescale_offset", "include_top", "offset",
                                                    "keep_aspect_ratio", "apply_ocr"};
  for (const auto& [name, value] : config.items()) {
    const bool unknown =
        (name.starts_with("do_") && std::find(kRead.begin(), kRead.end(), name) == kRead.end()) ||
        std::find(kOthers.begin(), kOthers.end(), name) != kOthers.end();
    if (unknown && value != false && !value.is_null())
      refuse_processor(sidecar, "'" + name + "'", "a step that pyra does not take");
  }
}

Interpolation interpolation_of(const Json& config, std::int64_t otherwise, Sidecar& sidecar) {
  switch (const std::int64_t resample =
              integer_field(config, "resample").value_or(otherwise)) {  // Pillow's numbers
    case 1:
      return Interpolation::lanczos;
    case 2:
      return Interpolation::bilinear;
    case 3:
      return Interpolation::bicubic;
    case 4:
      return Interpolation::box;
    case 5:
      return Interpolation::hamming;
    default:
      refuse_processor(sidecar, "resample " + std::to_string(resample),
                       "pyra knows Pillow's 1 (lanczos) to 5 (hamming), not the nearest pixel");
      return Interpolation::bilinear;
  }
}

/// (x factor - mean) / std of an 8-bit x, as (x / 255 - mean') / std'.
void fold_scaling(const Json& config, Preprocessing& result, Sidecar& sidecar) {
  if (bool_field(config, "do_normalize").value_or(true)) {
    result.mean = channels_field(config, "image_mean", sidecar).value_or(result.mean);
    result.std = channels_field(config, "image_std", sidecar).value_or(result.std);
  } else {
    result.mean = {0, 0, 0};
    result.std = {1, 1, 1};
  }
  const double stated = number_field(config, "rescale_factor").value_or(1.0 / 255);
  const double factor = bool_field(config, "do_rescale").value_or(true) ? stated : 1;
  if (!(factor > 0) || !std::isfinite(factor)) {
    refuse_processor(sidecar, "rescale_factor " + std::to_string(factor), "a number above 0 expected");
    return;
  }
  const double scale = 255 * factor;
  if (std::abs(scale - 1) < 1e-6) return;  // 0.00392156862745098 and its shorter spellings
  for (double& value : result.mean) value /= scale;
  for (double& value : result.std) value /= scale;
  sidecar.notes.push_back("preprocessor_config.json scales pixels by " + std::to_string(factor) +
                          " instead of 1/255: folded into mean and std");
}

void squash(Preprocessing& result, const Size& size) {
  result.frame_height = size.height;
  result.frame_width = size.width;
  result.fit = Fit::squash;
}

/// ConvNeXt's processor: below 384 pixels the shorter side to size / crop_pct and a centre crop, above a
/// squash.
void fit_as_convnext(const Json& config, const Size& size, Preprocessing& result, Sidecar& sidecar) {
  const double share = number_field(config, "crop_pct").value_or(224.0 / 256);
  if (!(share > 0.01 && share <= 1))
    refuse_processor(sidecar, "crop_pct " + std::to_string(share), "a share up to 1 expected");
  result.direct_resize = size.height >= 384;
  result.resize = static_cast<std::int64_t>(static_cast<double>(size.height) / std::max(share, 0.01));
}

}  // namespace

Preprocessing hugging_face_preprocessing(const Json& config, Sidecar& sidecar) {
  constexpr std::array<std::string_view, 8> kKnown{"",         "ViT",  "DeiT", "CLIP",
                                                   "ConvNext", "Beit", "Bit",  "Siglip"};
  const std::string processor = processor_of(config);
  const bool convnext = processor == "ConvNext" || processor == "Convnext",
             clip = processor == "CLIP" || processor == "Bit";
  if (!convnext && std::find(kKnown.begin(), kKnown.end(), processor) == kKnown.end()) {
    refuse_processor(sidecar, "the image processor '" + processor + "'",
                     "pyra knows those of ViT, DeiT, CLIP, ConvNext, Beit, Bit and Siglip");
  }
  check_flags(config, sidecar);
  Preprocessing result;
  fold_scaling(config, result, sidecar);
  result.interpolation = interpolation_of(
      config, clip || convnext || processor == "DeiT" || processor == "Siglip" ? 3 : 2, sidecar);
  const Size size = size_field(config, "size", clip || convnext, sidecar).value_or(Size{224, 224, false});
  const auto crop = size_field(config, "crop_size", false, sidecar);
  const bool crops = bool_field(config, "do_center_crop").value_or(clip) && crop;
  result.crop_height = crops ? crop->height : size.height;
  result.crop_width = crops ? crop->width : size.width;
  result.resize = std::min(size.height, size.width);
  if (!bool_field(config, "do_resize").value_or(true)) {
    if (crops) refuse_processor(sidecar, "do_resize false with a crop", "pyra resizes before it crops");
    result.direct_resize = true;
    sidecar.notes.push_back(
        "preprocessor_config.json resizes nothing: pictures of other sizes than the model's are resized "
        "directly");
  } else if (convnext || (config.contains("crop_pct") && !config["crop_pct"].is_null())) {
    if (!convnext && !processor.empty())
      refuse_processor(sidecar, "crop_pct", "which pyra reads of ConvNeXt's processor alone");
    fit_as_convnext(config, size, result, sidecar);
  } else if (size.shortest_edge) {
    if (!crops)
      sidecar.notes.push_back(
          "preprocessor_config.json crops nothing: pictures are cropped at the centre, since the model reads "
          "one size");
  } else if (crops && (crop->height != size.height || crop->width != size.width)) {
    squash(result, size);
  } else {
    result.direct_resize = true;
  }
  return result;
}

}  // namespace pyra
