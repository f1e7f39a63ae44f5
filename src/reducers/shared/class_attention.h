// How much the class token of a picture attends to each token.
#pragma once

#include "kernels/attention.h"

namespace pyra {

/// Mean over H heads of softmax_j(scale q.k_j + log_size_j), [N] out, float32. q: the class token's query,
/// head h at q + h * D; head h of token j's key starts at k + j * k_row + h * D; T is float or Bf16. log_size
/// [N] or null; scale 1 / sqrt(D). key_turns [N, D] (kernels/attention.h) or null: the keys are turned, the
/// class token, which stands nowhere, is not. scratch: N floats.
template <typename T>
void class_attention(const T* q, const T* k, std::int64_t k_row, const AttentionShape& shape,
                     std::int64_t heads, const float* log_size, const float* key_turns, float* attention,
                     float* scratch);

}  // namespace pyra
