// From which rate on merging is faster than leaving every token alone.
#pragma once

#include <cstdint>
#include <functional>

#include "pyra/bench.h"

namespace pyra {

/// speedup(r): time without merging over time with r tokens removed in every block. Supposes that it grows
/// with r: merging costs about the same at any rate, while what it saves grows. Tries 1, 2, 4, ... up to
/// `most`, then halves the gap before the first that pays. Fills `rate` and `points`.
BreakEven find_break_even(std::int64_t most, const std::function<double(std::int64_t rate)>& speedup);

}  // namespace pyra
