// Softmax attention with a bias per key on the GPU (proportional attention: ToMe, arXiv 2210.09461, eq. 1);
// the logits never leave the multiprocessor. kernels/attention.h has the equation.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

struct AttentionBatch {
  std::int64_t pictures, heads, queries, keys, head_dim;
};

/// Row i of picture p, head h of q starts at q + (p queries + i) q_row + h D; of k and v at (p keys + i)
/// kv_row + h D. Pointers aligned to 16 bytes, rows and D to multiples of 8 elements (bf16) or 4 (float).
template <typename T>
struct AttentionInput {
  const T *q, *k, *v;
  std::int64_t q_row, kv_row;
  const float* log_size;  // [pictures, keys] added to the logits of each key; null: none
  float scale;            // of the logits, 1 / sqrt(D)
};

/// out: row i of picture p, head h at (p queries + i) out_row + h D. Softmax is exact over a running maximum,
/// sums are float32; with bf16 the factors of both products are bf16, on tensor cores. D: a multiple of 16 up
/// to 128 for bf16, of 4 up to 128 for float (InputError).
template <typename T>
void attention(const AttentionInput<T>& in, const AttentionBatch& batch, T* out, std::int64_t out_row,
               cudaStream_t stream);

}  // namespace pyra::cuda
