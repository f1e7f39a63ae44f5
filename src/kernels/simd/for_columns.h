// Along the channels of a row: whole vectors, then what is left.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

/// Loads and stores that touch `count` lanes; kLanes known at compile time is the plain load.
struct WholeVector {
  PYRA_INLINE Vector get(const float* from) { return load(from); }
  PYRA_INLINE void put(float* to, Vector v) { store(to, v); }
};
struct PartVector {
  int64_t count;
  Vector get(const float* from) const { return load_part(from, count); }
  void put(float* to, Vector v) const { store_part(to, v, count); }
};

/// body(column, lanes) for every vector of a row of `channels`; lanes.get() gives zeros beyond the end.
template <typename Body>
PYRA_INLINE void for_columns(int64_t channels, const Body& body) {
  int64_t c = 0;
  for (; c + kLanes <= channels; c += kLanes) body(c, WholeVector{});
  if (c < channels) body(c, PartVector{channels - c});
}

}  // namespace pyra::PYRA_ISA
