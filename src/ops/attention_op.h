// Softmax attention of all heads, straight from and to the layout of the fused projection.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace pyra {

/// [B, queries, C] from qkv [B, N, 3C] (q, then k, then v; heads in order within each), both float32 or both
/// bf16: softmax(q k^T / sqrt(D) + log_size) v for the first `queries` tokens (kernels/attention.h). log_size
/// [B, N] float32 without gradient, or undefined: zeros. turns [B or 1, N, D] float32: what rotary positions
/// turn queries and keys by (turns_op.h), or undefined. The backward pass reads qkv, log_size and turns
/// alone; [N, N] is never stored.
at::Tensor attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                     std::int64_t queries, const at::Tensor& turns = {});

/// The CPU's, by its own kernels; GPUs have augmented_attention.h.
at::Tensor cpu_attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                         std::int64_t queries, const at::Tensor& turns);

}  // namespace pyra
