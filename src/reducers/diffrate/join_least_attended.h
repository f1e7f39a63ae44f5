// DiffRate's pruning and merging (arXiv 2305.17997, and its authors' code) of a fixed number of tokens.
#pragma once

#include <cstddef>

#include "reducers/shared/routing.h"

namespace pyra {

/// The R tokens of least class attention are to leave. `leaving` [R] out: they, least attended first (the
/// last in the picture on ties). joins [N] out: for each of them the most similar of the tokens that stay and
/// are no prefix, by cosine of the metric (the first in the picture on ties); the others join themselves.
///
/// attention [N], metric [N, channels]; scratch: join_least_attended_scratch() bytes.
void join_least_attended(const float* attention, const float* metric, std::int64_t channels,
                         const RouteShape& shape, std::int32_t* joins, std::int32_t* leaving, void* scratch);
std::size_t join_least_attended_scratch(std::int64_t channels, const RouteShape& shape);

/// How many of `rate` leaving tokens are dropped, the others merging: floor(rate E[p] / trained_rate), p in
/// 0..trained_rate with probabilities softmax(logits), trained_rate + 1 of them.
std::int64_t dropped_of(const float* logits, std::int64_t trained_rate, std::int64_t rate);

}  // namespace pyra
