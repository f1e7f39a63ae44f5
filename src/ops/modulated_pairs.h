// The tokens that modulation reads, apart from the others: of a picture's N tokens 2 x ranks.
#pragma once

#include "ops/merge_inputs.h"

namespace pyra {

/// Of every picture the first sources, then their partners, [B, 2 ranks, C]: all of x that the gradient of
/// modulate_tokens() asks for. x [B, N, C] float32, contiguous.
at::Tensor modulated_pairs(const at::Tensor& x, const MergeInputs& in);

/// Bytes of scratch for add_pair_gradient(), of a thread.
std::size_t pair_gradient_scratch(const MergeInputs& in, std::int64_t channels);

/// What modulate_tokens_backward() gives for one picture, `pairs` [2 ranks, C] in place of its x; gradient.x
/// [N, C] is that of all tokens.
void add_pair_gradient(const float* pairs, const MergeInputs& in, std::int64_t picture, std::int64_t channels,
                       const float* merged_size, const float* merged_gradient,
                       const ModulationGradient& gradient, void* scratch);

}  // namespace pyra
