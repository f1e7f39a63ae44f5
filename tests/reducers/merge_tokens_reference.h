// The oracle of the tests: plain words, no blocks, no vectors.
#pragma once

#include "reducers/tome/merge_tokens.h"

namespace pyra {

/// Both in double precision; the oracles of the tests.
void merge_tokens_reference(const float* x, const float* size, const std::int32_t* row,
                            const MergeShape& shape, float* merged, float* merged_size);

void merge_tokens_backward_reference(const float* merged_gradient, const float* size,
                                     const float* merged_size, const std::int32_t* row,
                                     const MergeShape& shape, float* x_gradient);

}  // namespace pyra
