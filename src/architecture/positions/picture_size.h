// The size of pictures from the number of learned positions.
#pragma once

#include "architecture/inference.h"

namespace pyra {

/// Sets image size and pos_embed_has_prefix of `from.config`, whose patch and prefix tokens are known: as the
/// user or the sidecar says where that fits, else a square. A guess that may well err is a doubt.
void infer_picture_size(Inference& from, std::int64_t positions);

/// The same of a model without learned positions, which takes pictures of any size: as the user or the
/// sidecar says, else the usual one.
void choose_picture_size(Inference& from);

}  // namespace pyra
