// Other people's descriptions of preprocessing, translated.
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "architecture/sidecar/stated_fields.h"
#include "pyra/preprocessing.h"
#include "pyra/vit_config.h"

namespace pyra {

inline constexpr std::array<double, 3> kHalf{0.5, 0.5, 0.5};
inline constexpr std::array<double, 3> kImageNetMean{0.485, 0.456, 0.406};
inline constexpr std::array<double, 3> kImageNetStd{0.229, 0.224, 0.225};
inline constexpr std::array<double, 3> kClipMean{0.48145466, 0.4578275, 0.40821073};
inline constexpr std::array<double, 3> kClipStd{0.26862954, 0.26130258, 0.27577711};

/// What a timm pretrained_cfg says of pictures; empty where that is nothing. What pyra cannot do as stated is
/// a refusal.
std::optional<TimmPictures> timm_pictures(const StatedFields& config);
/// As stated, and `otherwise` where nothing is; that is told in `notes`, `source` saying whose default it is.
Preprocessing complete(const TimmPictures& stated, const Preprocessing& otherwise, const std::string& source,
                       std::vector<std::string>& notes);

/// A preprocessor_config.json of transformers' image processors. Scaling is folded into mean and std; what
/// pyra cannot do as stated is a refusal of `sidecar`.
Preprocessing hugging_face_preprocessing(const nlohmann::json& config, Sidecar& sidecar);

/// `crop` / `share`, rounded down as it is in exact arithmetic.
std::int64_t side_for_crop(std::int64_t crop, double share);

}  // namespace pyra
