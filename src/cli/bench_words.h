// Sentences about a benchmark's figures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pyra/bench.h"

namespace pyra {

/// What speaks against these figures, a sentence each: more than the peak, or a machine that did other work.
/// `others`: the share of its processors that other processes took meanwhile, where known.
std::vector<std::string> bench_doubts(const BenchResult& result, std::optional<double> others);

/// "merging pays from r=3 (r=2: 0.99x, r=3: 1.02x)"
std::string describe_break_even(const BreakEven& found);

}  // namespace pyra
