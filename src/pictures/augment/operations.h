// The picture operations behind RandAugment, each as Pillow computes it. `amount` is in the operation's own
// unit.
#pragma once

#include "pyra/image.h"

namespace pyra::augment {

// levels.cc: each channel through a table
Image auto_contrast(const Image& image, double);
Image equalize(const Image& image, double);
Image solarize(const Image& image, double threshold);  // values >= threshold are inverted
Image posterize(const Image& image, double bits);      // the highest bits of each value are kept

// enhance.cc: 1 + amount times as far from a duller picture; 0 changes nothing
Image brightness(const Image& image, double amount);  // from black
Image contrast(const Image& image, double amount);    // from the mean gray
Image color(const Image& image, double amount);       // from the gray picture
Image sharpness(const Image& image, double amount);   // from the smoothed picture

// geometry.cc: nearest pixel, black outside
Image shear_x(const Image& image, double slope);
Image shear_y(const Image& image, double slope);
Image translate_x(const Image& image, double pixels);  // rounded towards 0
Image translate_y(const Image& image, double pixels);
Image rotate(const Image& image, double degrees);  // counter-clockwise about the centre

}  // namespace pyra::augment
