// EViT's choice of tokens (Liang et al., arXiv 2202.07800; Sparse-Tuning, arXiv 2405.14700, uses the same).
#pragma once

#include "reducers/shared/routing.h"

namespace pyra {

/// The N - P - R - 1 tokens of most class attention stay, in their order. The R + 1 others become one token,
/// the last:
///   x_fused = sum_i a_i x_i
/// with a the class attention itself, as in the paper, not divided by its sum. Tokens of equal attention: the
/// first stays. Sizes are all 1: this method knows no proportional attention, a token counts as one whatever
/// it stands for. R = 0 keeps all. attention [N] (class_attention.h); scratch: N int32.
void route_by_attention(const float* attention, const RouteShape& shape, const Routing& to,
                        std::int32_t* scratch);

}  // namespace pyra
