// segment_sum and gather_rows (reducers/shared/segment_sum.h) over a batch, differentiable in `input`.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace pyra {

/// [B, segments, C] from input [B, N, C] float32, segment [B, N] int32, weight [B, N] float32 (no gradient;
/// may be undefined: ones).
at::Tensor segment_sum(const at::Tensor& input, const at::Tensor& segment, const at::Tensor& weight,
                       std::int64_t segments);

/// [B, N, C] from input [B, M, C] float32, index [B, N] int32, weight [B, N] float32 (no gradient; may be
/// undefined).
at::Tensor gather_rows(const at::Tensor& input, const at::Tensor& index, const at::Tensor& weight);

}  // namespace pyra
