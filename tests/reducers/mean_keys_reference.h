// The oracle of the tests: plain words, no blocks, no vectors.
#pragma once

#include "reducers/shared/mean_keys.h"

namespace pyra {

/// The same in double precision; the oracle of the tests.
template <typename T>
void mean_keys_reference(const T* k, std::int64_t row, std::int64_t tokens, std::int64_t heads,
                         std::int64_t head_dim, float* metric);

}  // namespace pyra
