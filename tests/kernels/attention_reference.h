// The oracle of the tests: plain words, no blocks, no vectors.
#pragma once

#include "kernels/attention.h"

namespace pyra {

/// The same in plain words and double precision; the oracle of the tests.
void attention_reference(const AttentionHead<float>& head, const AttentionShape& shape, float* out,
                         std::int64_t out_row);

}  // namespace pyra
