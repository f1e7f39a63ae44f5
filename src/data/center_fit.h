// Evaluation's geometry: the whole picture resized, or resized and cropped in the middle.
#pragma once

#include "data/resize_window.h"

namespace pyra {

/// What torchvision's Resize(shorter side) followed by CenterCrop gives, or a direct resize; only the pixels
/// within the crop are computed.
Image center_fit(const Image& image, const Preprocessing& preprocessing);

}  // namespace pyra
