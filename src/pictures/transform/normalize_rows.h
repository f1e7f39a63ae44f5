// Normalising by vectors.
#pragma once

#include <cstdint>

#include "base/isa.h"

namespace pyra {

struct NormalizeConstants {
  float mean[3], std[3];
};

/// Whether the instruction set has what normalize_pixels() needs.
bool normalizes_by_vectors(Isa isa);

/// (x/255 - mean)/std of the first pixels of `count`, 16 at a time; returns how many it did. chw: three
/// planes, `plane` floats apart. Both divisions are products with the reciprocal and one correction, which
/// rounds as a division does but for rare divisors.
std::int64_t normalize_pixels(const std::uint8_t* rgb, std::int64_t count,
                              const NormalizeConstants& constants, std::int64_t plane, float* chw);

}  // namespace pyra
