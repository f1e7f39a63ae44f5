// The oracle of the tests: plain words, no blocks, no vectors.
#pragma once

#include "reducers/tome/match_tokens.h"

namespace pyra {

/// The same in the plainest words; the oracle of the tests.
void match_tokens_reference(const MatchMetric& metric, const MatchShape& shape, std::int32_t* source,
                            std::int32_t* destination, std::int32_t* row);

}  // namespace pyra
