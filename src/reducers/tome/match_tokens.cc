#include "reducers/tome/match_tokens.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "base/memory/padding.h"
#include "reducers/reducer_table.h"

namespace pyra {

std::size_t match_scratch(const MatchShape& shape) {
  constexpr std::int64_t kBlock = 24;  // no kernel takes more A's at a time
  const std::int64_t count_b = shape.tokens / 2, count_a = shape.tokens - count_b;
  const std::int64_t depth = padded(shape.channels), width = padded(count_b);
  const std::int64_t words =
      kBlock * (depth + width) + count_b * depth + shape.channels * width + 5 * count_a;
  return static_cast<std::size_t>(padded(words)) * sizeof(float);
}

void match_tokens(const MatchMetric& metric, const MatchShape& shape, std::int32_t* source,
                  std::int32_t* destination, std::int32_t* row, void* scratch) {
  reducer_kernels().match_tokens(metric, shape, source, destination, row, scratch);
}

void match_tokens(const MatchMetric& metric, const MatchShape& shape, std::int32_t* source,
                  std::int32_t* destination, std::int32_t* row) {
  std::vector<std::byte> scratch(match_scratch(shape) + 64);
  void* aligned = scratch.data();
  std::size_t space = scratch.size();
  match_tokens(metric, shape, source, destination, row, std::align(64, match_scratch(shape), aligned, space));
}

void assign_rows(const MatchShape& shape, const std::int32_t* source, const std::int32_t* destination,
                 std::int32_t* row) {
  std::fill(row, row + shape.tokens, 0);
  for (std::int64_t r = 0; r < shape.rate; ++r) row[source[r]] = -1;  // leaves: filled in below
  std::int32_t next = 0;
  for (std::int64_t token = 0; token < shape.prefix; ++token) row[token] = next++;
  for (const std::int64_t parity : {0, 1}) {
    for (std::int64_t token = parity; token < shape.tokens; token += 2) {
      if (token >= shape.prefix && row[token] >= 0) row[token] = next++;
    }
  }
  for (std::int64_t r = 0; r < shape.rate; ++r) row[source[r]] = row[destination[r]];
}

}  // namespace pyra
