// What a run writes down about itself.
#pragma once

#include <string>

#include "pyra/adapter_manifest.h"
#include "train/adapt_setup.h"

namespace pyra {

/// The recipe as it can be repeated, in TOML.
std::string recorded_recipe(const AdaptRequest& request, const AdaptSetup& setup);

/// Names the run: backbone, rates, data, teacher, recipe. Two runs of one identity are one.
std::string identity_of(const AdaptRequest& request, const AdaptSetup& setup);

/// All that is known before training.
AdapterManifest make_manifest(const AdaptRequest& request, const AdaptSetup& setup);

}  // namespace pyra
