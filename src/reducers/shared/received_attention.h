// How much attention each token of a picture receives from all others: what ranks tokens where there is no
// class token to ask.
#pragma once

#include <cstddef>

#include "kernels/attention.h"

namespace pyra {

/// Queries, keys and what they are turned by, of one picture; T is float or Bf16.
template <typename T>
struct ReceivingTokens {
  const T *q, *k;  // head h of token i at q + i * row + h * D
  std::int64_t q_row, k_row;
  const float* size;      // [N], or null: all 1
  const float* log_size;  // its logarithm, or null
  const float* turns;     // [N, D] (kernels/attention.h), or null
};

/// attention [N] out: the mean over H heads and over all queries i, each weighing size_i, of softmax_j(scale
/// q_i.k_j + log_size_j), float32; scale 1 / sqrt(D). shape: N queries of N keys. scratch:
/// received_attention_scratch() bytes.
template <typename T>
void received_attention(const ReceivingTokens<T>& tokens, const AttentionShape& shape, std::int64_t heads,
                        float* attention, void* scratch);

std::size_t received_attention_scratch(const AttentionShape& shape);

}  // namespace pyra
