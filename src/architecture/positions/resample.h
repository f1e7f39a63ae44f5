// Learned positions for another grid of patches.
#pragma once

#include "pyra/backbone.h"

namespace pyra {

/// pos_embed of `backbone`, whose config is still that of the old grid, for the grid of `resized`. Throws
/// InputError where the tensor is not there or not what the config states.
void resample_positions(Backbone& backbone, const VitConfig& resized);

}  // namespace pyra
