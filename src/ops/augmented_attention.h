// Attention with a bias per key on torch's fused kernels, which take none as cheaply: the bias becomes two
// more channels.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace pyra {

/// As attention() in attention_op.h, on any device of torch's. With scale s = 1 / sqrt(D) and k'_j = [k_j,
/// hi_j, lo_j], q'_i = [q_i, 1, 1], hi + lo = log_size / s rounded to the element in two parts, s q'.k' = s
/// q.k + log_size: exact but for 2^-16 of the bias in bf16. Channels are filled up to a multiple of 8, which
/// the flash kernel wants. [N, N] is never stored where torch's kernel stores none.
at::Tensor augmented_attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                               std::int64_t queries);

}  // namespace pyra
