#include "reducers/tome/match_tokens.h"

#include <algorithm>

#include "base/memory/large_memory.h"
#include "reducers/reducer_table.h"
#include "reducers/tome/match_scratch.h"

namespace pyra {

std::size_t match_scratch(const MatchShape& shape) { return measured<MatchScratch>(shape, kWidestLanes); }

void match_tokens(const MatchMetric& metric, const MatchShape& shape, std::int32_t* source,
                  std::int32_t* destination, std::int32_t* row, void* scratch) {
  reducer_kernels().match_tokens(metric, shape, source, destination, row, scratch);
}

void match_tokens(const MatchMetric& metric, const MatchShape& shape, std::int32_t* source,
                  std::int32_t* destination, std::int32_t* row) {
  match_tokens(metric, shape, source, destination, row, LargeMemory(match_scratch(shape)).data());
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
