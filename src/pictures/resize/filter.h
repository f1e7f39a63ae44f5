// The filters that pictures are resized with, as Pillow has them.
#pragma once

#include "pyra/preprocessing.h"

namespace pyra {

struct Filter {
  double (*weight)(double);
  double support;  // in pixels of the smaller picture
};

Filter filter_of(Interpolation interpolation);

}  // namespace pyra
