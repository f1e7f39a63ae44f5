// Softmax attention of one head with a bias per key (proportional attention: ToMe, arXiv 2210.09461, eq. 1),
// and rotary positions (RoPE, arXiv 2104.09864, section 3.4.2) where a model has them.
// The logits of a few queries at a time live in scratch memory; [N, N] is never stored.
#pragma once

#include <cstdint>

#include "base/bf16.h"

namespace pyra {

struct AttentionShape {
  std::int64_t queries;   // M, at least 1
  std::int64_t keys;      // N, at least 1
  std::int64_t head_dim;  // D
  bool turned = false;    // queries and keys are turned by their places; D is even then
};

/// One head of one picture, in place inside larger buffers: row i of q starts at q + i * q_row (elements).
template <typename T>
struct AttentionHead {
  const T *q, *k, *v;  // [M, D], [N, D], [N, D]
  std::int64_t q_row, kv_row;
  const float* log_size;  // [N] added to the logits of each key; null: none
  float scale;            // of the logits, 1 / sqrt(D)
  // Of a turned shape: for each query [M, D] and key [N, D] the cosines of its D / 2 angles, then the sines.
  // Channel d, with d + D / 2, is turned by angle d; log_size, v and the gradients know nothing of it.
  const float* query_turns = nullptr;
  const float* key_turns = nullptr;
};

/// out[i] = sum_j softmax_j(scale q_i.k_j + log_size_j) v_j; row i starts at out + i * out_row. Softmax and
/// sums are float32 (bf16: the factors of both products are bf16). scratch: attention_scratch() floats,
/// aligned to 64 bytes.
template <typename T>
void attention(const AttentionHead<T>& head, const AttentionShape& shape, T* out, std::int64_t out_row,
               float* scratch);
std::int64_t attention_scratch(const AttentionShape& shape);

/// Where the gradients go, strided as q, k, v are.
template <typename T>
struct AttentionGradient {
  T *q, *k, *v;
  std::int64_t q_row, kv_row;
};

/// Gradients with respect to q, k, v from that of `out`; nothing of the forward pass is needed but its
/// inputs. With fewer queries than keys only the first M rows of gradient.q are written.
///   P = softmax(S), dV = P^T dO, dP = dO V^T, dS = P (dP - sum_j P dP), dQ = scale dS K, dK = scale dS^T Q
template <typename T>
void attention_backward(const AttentionHead<T>& head, const AttentionShape& shape, const T* out_gradient,
                        std::int64_t out_row, const AttentionGradient<T>& gradient, float* scratch);
std::int64_t attention_backward_scratch(const AttentionShape& shape);

}  // namespace pyra
