// Training a whole Vision Transformer from nothing, and the checkpoint that comes of it.
#pragma once

#include <filesystem>

#include "train/adapt_setup.h"

namespace pyra {

/// As prepare_adapt, with fresh weights of `config` in place of a backbone file. Every weight trains; the
/// recipe's method must be full and its reducer none (InputError otherwise).
AdaptSetup prepare_pretrain(const VitConfig& config, const AdaptRequest& request);

/// A checkpoint under timm's names whose metadata carry config, preprocessing and classes, so that
/// read_backbone() assumes nothing.
void write_backbone(const std::filesystem::path& file, const AdaptSetup& setup);

}  // namespace pyra
