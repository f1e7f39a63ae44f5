// RandAugment (Cubuk et al. 2020, arXiv 1909.13719) as torchvision defines it.
#pragma once

#include "base/random.h"
#include "pyra/image.h"

namespace pyra {

/// Two of the fourteen operations, drawn with replacement, at magnitude 9 of 0..30; signed ones go either
/// way.
Image rand_augment(Image image, Random& random);

}  // namespace pyra
