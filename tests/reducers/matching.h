// One picture's matching with its own memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "reducers/match_tokens_reference.h"
#include "reducers/tome/match_tokens.h"

namespace pyra::testing {

struct Matching {
  std::vector<std::int32_t> source, destination, row;
  bool operator==(const Matching&) const = default;
};

using MatchKernel = std::function<decltype(match_tokens_reference)>;

/// Inputs on which every implementation must agree to the index.
struct MatchCase {
  std::string name;
  MatchShape shape;
  std::vector<float> metric;
  std::vector<float> weight = {};
};
std::vector<MatchCase> match_cases();

/// weight [N], or empty: none.
inline Matching matching(const MatchKernel& kernel, const std::vector<float>& metric, const MatchShape& shape,
                         const std::vector<float>& weight = {}) {
  const auto rate = static_cast<std::size_t>(shape.rate), tokens = static_cast<std::size_t>(shape.tokens);
  Matching result{std::vector<std::int32_t>(rate), std::vector<std::int32_t>(rate),
                  std::vector<std::int32_t>(tokens)};
  kernel({metric.data(), weight.empty() ? nullptr : weight.data()}, shape, result.source.data(),
         result.destination.data(), result.row.data());
  return result;
}

}  // namespace pyra::testing
