// Other people's descriptions of preprocessing, translated.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pyra/preprocessing.h"

namespace pyra {

/// input_size [3, H, W] of a timm pretrained_cfg.
std::optional<std::pair<std::int64_t, std::int64_t>> timm_image_size(const nlohmann::json& config);

/// Empty when the config states no mean. What pyra cannot do as stated adds a line to `notes`.
std::optional<Preprocessing> timm_preprocessing(const nlohmann::json& config,
                                                std::vector<std::string>& notes);

/// A preprocessor_config.json of ViTImageProcessor or DeiTImageProcessor.
Preprocessing hugging_face_preprocessing(const nlohmann::json& config, std::vector<std::string>& notes);

/// What models of that family were trained with, by the image size that they read.
/// `family` is the name of a key map; a timm architecture called deit_... counts as DeiT.
Preprocessing default_preprocessing(const std::string& family, bool deit, std::int64_t height,
                                    std::int64_t width, std::string& source);

}  // namespace pyra
