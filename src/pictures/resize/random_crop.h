// Which part of a picture a training step looks at.
#pragma once

#include "base/random.h"
#include "pictures/resize/resize_window.h"

namespace pyra {

/// As torchvision's RandomResizedCrop draws it: area 0.08..1 of the picture, aspect ratio 3/4..4/3
/// (log-uniform), ten tries, then the largest centred part within these ratios.
Rect random_crop(std::int64_t width, std::int64_t height, Random& random);

}  // namespace pyra
