// The oracle of the tests: plain words, no blocks, no vectors.
#pragma once

#include "reducers/pyra/modulate_tokens.h"

namespace pyra {

/// The forward pass in double precision, equation by equation; the oracle of the tests.
void modulate_tokens_reference(const double* x, const float* size, const MatchedTokens& match,
                               const MergeShape& shape, const ModulationOf<double>& modulation,
                               const float* merged_size, double* merged);

}  // namespace pyra
