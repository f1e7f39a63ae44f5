// What the reducer heed asks of the GPU beside matching and segment_sum(); reducers/shared/class_attention.h
// and reducers/heed/route_by_heed.h have the rules.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

struct HeedBatch {
  std::int64_t pictures, tokens, heads, head_dim, rate;
};

/// attention [pictures, N]: how much token 0 attends to each, mean over the heads; weight [pictures, N] its
/// cube root. Head h of token i of picture p: query at q + (p N + i) row + h D, key likewise (T: float or
/// bf16). log_size [pictures, N] or null.
template <typename T>
void class_attention(const T* q, const T* k, std::int64_t row, const float* log_size, const HeedBatch& batch,
                     float* attention, float* weight, cudaStream_t stream);

/// share [pictures, N] of each token in the row [pictures, N] that it goes to, by attention (by size where a
/// row has none); merged_size and its logarithm [pictures, N - R]. size [pictures, N] or null: all ones.
void heed_shares(const float* attention, const float* size, const std::int32_t* row, const HeedBatch& batch,
                 float* share, float* merged_size, float* log_size, cudaStream_t stream);

}  // namespace pyra::cuda
