// preprocessor_config.json of transformers' image processors.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "architecture/sidecar/sidecar_colours.h"
#include "architecture/sidecar/sidecar_preprocessing.h"
#include "architecture/sidecar/sidecar_processors.h"
#include "pictures/transform/colour_range.h"
#include "pictures/transform/image_size.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

std::optional<Edge> edge_field(const StatedFields& config, const std::string& name, bool number_is_shortest) {
  const Json* value = config.find(name);
  if (value == nullptr) return std::nullopt;
  std::optional<Edge> edge;
  if (const auto side = whole_value(*value)) {
    edge = Edge{*side, *side, config.flag("default_to_square").value_or(!number_is_shortest) == false};
  } else if (value->is_array() && value->size() == 2) {
    const auto height = whole_value((*value)[0]), width = whole_value((*value)[1]);
    if (height && width) edge = Edge{*height, *width, false};
  } else if (value->is_object()) {
    const auto side = [&](const char* of) {
      return whole_value(value->contains(of) ? (*value)[of] : Json());
    };
    const auto shortest = side("shortest_edge"), height = side("height"), width = side("width");
    if (shortest && !value->contains("longest_edge")) {
      edge = Edge{*shortest, *shortest, true};
    } else if (height && width) {
      edge = Edge{*height, *width, false};
    }
  }
  if (edge && is_side(edge->height) && is_side(edge->width)) return edge;
  config.expect(name, "a number of pixels, a shortest_edge or height and width");
  return std::nullopt;
}

/// Flags that pyra does not know must be off: each would change the pixels.
void check_flags(const StatedFields& config) {
  constexpr std::array<std::string_view, 7> kRead{
      "do_resize",        "do_center_crop",        "do_rescale", "do_normalize", "do_convert_rgb",
      "do_reduce_labels", "do_convert_annotations"};
  constexpr std::array<std::string_view, 5> kOthers{"rescale_offset", "include_top", "offset",
                                                    "keep_aspect_ratio", "apply_ocr"};
  for (const auto& [name, value] : config.json().items()) {
    const bool unknown =
        (name.starts_with("do_") && std::find(kRead.begin(), kRead.end(), name) == kRead.end()) ||
        std::find(kOthers.begin(), kOthers.end(), name) != kOthers.end();
    if (unknown && value != false && !value.is_null())
      config.refuse("'" + name + "'", "a step that pyra does not take");
  }
}

Interpolation interpolation_of(const StatedFields& config, std::int64_t resample) {
  switch (resample) {  // Pillow's numbers
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
      config.refuse("resample " + std::to_string(resample),
                    "pyra knows Pillow's 1 (lanczos) to 5 (hamming), not the nearest pixel");
      return Interpolation::bilinear;
  }
}

/// Reads a file's fields, and keeps the names of those that it has to take from the processor's class.
class Reader {
 public:
  Reader(const StatedFields& config, const ImageProcessor& kind, bool named)
      : config_(config), kind_(kind), named_(named) {}

  Preprocessing read() {
    fold_scaling();
    result_.interpolation =
        interpolation_of(config_, taken(config_.whole("resample"), kind_.resample, "resample"));
    const Edge size = taken(edge_field(config_, "size", kind_.number_is_shortest), kind_.size, "size");
    place(size, crop(size));
    tell();
    return result_;
  }

 private:
  template <class Value>
  Value taken(const std::optional<Value>& stated, const Value& otherwise, const char* name) {
    if (!stated && config_.find(name) == nullptr)
      unstated_ += (unstated_.empty() ? "" : ", ") + std::string(name);
    return stated.value_or(otherwise);
  }

  /// (x factor - mean) / std of an 8-bit x, as (x / 255 - mean') / std'.
  void fold_scaling() {
    const double stated = config_.number("rescale_factor").value_or(1.0 / 255);
    const double factor = config_.flag("do_rescale").value_or(true) ? stated : 1;
    const double scale = 255 * factor;
    if (!(factor > 0)) {
      config_.expect("rescale_factor", "a number above 0");
      return;
    }
    const bool usual = std::abs(scale - 1) < 1e-6;  // 0.00392156862745098 and its shorter spellings
    if (config_.flag("do_normalize").value_or(true)) {
      // Of other scales, means of colours are of that scale too.
      result_.mean = taken(usual ? mean_field(config_, "image_mean") : config_.channels("image_mean"),
                           kind_.mean, "image_mean");
      result_.std = taken(usual ? deviation_field(config_, "image_std") : config_.channels("image_std"),
                          kind_.std, "image_std");
    } else {
      result_.mean = {0, 0, 0};
      result_.std = {1, 1, 1};
    }
    if (usual) return;
    bool sound = true;
    for (double& value : result_.mean) sound = std::abs(value /= scale) <= kMostColour && sound;
    for (double& value : result_.std) {
      value /= scale;
      sound = value >= kLeastDeviation && value <= kMostColour && sound;
    }
    if (!sound) {
      config_.refuse("a scale of " + std::to_string(factor) + " with mean and std that do not go with it",
                     "these would be " + spell_colours(result_.mean) + " and " + spell_colours(result_.std) +
                         " of colours from 0 to 1: correct rescale_factor, image_mean or image_std there");
    }
    config_.note("scales pixels by " + std::to_string(factor) +
                 " instead of 1/255: folded into mean and std");
  }

  std::optional<Edge> crop(const Edge& size) {
    if (!config_.flag("do_center_crop").value_or(kind_.crops)) return std::nullopt;
    auto stated = edge_field(config_, "crop_size", false);
    if (!stated && kind_.crop > 0) stated = taken(stated, Edge{kind_.crop, kind_.crop}, "crop_size");
    if (!stated) {
      if (config_.find("crop_size") == nullptr)
        config_.refuse("do_center_crop without a crop_size", "add it there");
    } else if (stated->height > size.height || stated->width > size.width) {
      const bool ours = config_.find("crop_size") == nullptr;
      config_.refuse("a size below the crop_size of " + std::to_string(stated->height) +
                         (ours ? ", the default of a " + std::string(kind_.name) + "ImageProcessor" : ""),
                     "which would leave black edges: correct one of the two there");
    }
    return stated;
  }

  void place(const Edge& size, const std::optional<Edge>& crop) {
    result_.crop_height = crop ? crop->height : size.height;
    result_.crop_width = crop ? crop->width : size.width;
    result_.resize = std::min(size.height, size.width);
    const bool has_share = config_.find("crop_pct") != nullptr;
    if (!config_.flag("do_resize").value_or(true)) {
      if (crop) config_.refuse("do_resize false with a crop", "pyra resizes before it crops");
      result_.direct_resize = true;
      config_.note("resizes nothing: pictures of other sizes than the model's are resized directly");
    } else if (kind_.crops_by_share || (has_share && !named_)) {
      fit_as_convnext(size);
    } else if (has_share) {
      config_.refuse("crop_pct", "which pyra reads of ConvNeXt's processor alone");
    } else if (size.shortest) {
      result_.rounding = Rounding::transformers;
      if (!crop)
        config_.note("crops nothing: pictures are cropped at the centre, since the model reads one size");
    } else if (crop && (crop->height != size.height || crop->width != size.width)) {
      result_.frame_height = size.height;
      result_.frame_width = size.width;
      result_.fit = Fit::squash;
    } else {
      result_.direct_resize = true;
    }
    result_.float_resize = kind_.from_floats;
    if (kind_.from_floats && (!result_.direct_resize || crop))
      config_.refuse("a crop",
                     "pyra resizes floats to the model's size at once, as this processor does by default");
  }

  /// Below 384 pixels the shorter side to size / crop_pct and a centre crop, above a squash.
  void fit_as_convnext(const Edge& size) {
    const double share = config_.number("crop_pct").value_or(224.0 / 256);
    if (!(share > 0.01 && share <= 1)) config_.expect("crop_pct", "a share above 0.01 and at most 1");
    result_.direct_resize = size.height >= 384;
    if (!result_.direct_resize) result_.rounding = Rounding::transformers;
    result_.resize = static_cast<std::int64_t>(static_cast<double>(size.height) / std::max(share, 0.01));
  }

  void tell() {
    if (kind_.versions_differ &&
        (config_.find("size") == nullptr || config_.find("do_center_crop") == nullptr)) {
      config_.refuse("no size or do_center_crop of a " + std::string(kind_.name) + "ImageProcessor",
                     "which versions of transformers take for different things: add them there");
    }
    if (unstated_.empty()) return;
    config_.note("does not state " + unstated_ + ": as " + std::string(kind_.name) +
                 "ImageProcessor of transformers has it by default");
  }

  const StatedFields& config_;
  const ImageProcessor& kind_;
  bool named_;
  std::string unstated_;
  Preprocessing result_;
};

}  // namespace

Preprocessing hugging_face_preprocessing(const Json& json, Sidecar& sidecar) {
  const StatedFields config(json, "preprocessor_config.json", sidecar);
  auto name = config.text("image_processor_type");
  if (!name) name = config.text("feature_extractor_type");
  const ImageProcessor* kind =
      name ? find_image_processor(*name) : &image_processor_of_model(sidecar.architecture);
  if (kind == nullptr) {
    config.refuse("the image processor '" + *name + "'",
                  "pyra knows those of ViT, DeiT, CLIP, ConvNext, Beit, Bit, Siglip and DINOv3ViT");
    kind = &image_processor_of_model("");
  }
  check_flags(config);
  return Reader(config, *kind, name.has_value()).read();
}

}  // namespace pyra
