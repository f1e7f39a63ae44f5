// Merging that heeds the class token: what it looks at neither merges first nor drowns in what it joins.
// pyra's own (DESIGN.md, "Heed"; docs/results.md, "Recovery").
#pragma once

#include <cstddef>

#include "reducers/shared/routing.h"

namespace pyra {

/// ToMe's bipartite matching (match_tokens.h) with two changes. With s_i the cosine similarity of token i of
/// A and its partner and a the class attention, the R tokens of smallest
///   (1 - s_i) a_i^(1/3)
/// merge, and each row of the output is the mean of its tokens weighted by a, not by size (by size where the
/// class token attends to none of them). Sizes are summed as ever. Rows in match_tokens()'s order.
///
/// x [N, C]: the tokens themselves, which are compared instead of their keys. attention [N]
/// (class_attention.h); what is no number counts as 0. size [N] or null: all ones. scratch:
/// route_by_heed_scratch() bytes, aligned to 64.
void route_by_heed(const float* x, std::int64_t channels, const float* attention, const float* size,
                   const RouteShape& shape, const Routing& to, void* scratch);
std::size_t route_by_heed_scratch(std::int64_t channels, const RouteShape& shape);

}  // namespace pyra
