// Gradients of merging and PYRA's modulation on the GPU. The equations are the derivatives of those in
// reducers/tome/merge_tokens.h and reducers/pyra/modulate_tokens.h.
#pragma once

#include "reducers/tome/cuda/merge_tokens.h"

namespace pyra::cuda {

/// Where gradients go; written, not added to. Those of weights are each picture's own, so that no order of
/// pictures is needed: their sum over the pictures is the batch's. Null weights for ToMe.
struct MergeGradient {
  float* x;                        // [pictures, N, C]
  float* w_r;                      // [pictures, ranks]
  float* w_d;                      // [pictures, C]
  float *norm_weight, *norm_bias;  // [pictures, C]
};

/// x, size, matching, batch, modulation as merge_tokens() took them, merged_size [pictures, N - R] as it gave
/// it; merged_gradient [pictures, N - R, C]. Reads nothing of the forward pass but its inputs. No atomics.
/// scratch: merge_backward_scratch() bytes, aligned to 16. Throws InputError for channels that do not fit.
void merge_tokens_backward(const float* x, const float* size, const Matching& matching,
                           const MergeBatch& batch, const Modulation* modulation, const float* merged_size,
                           const float* merged_gradient, const MergeGradient& gradient, void* scratch,
                           cudaStream_t stream);
std::size_t merge_backward_scratch(const MergeBatch& batch);

}  // namespace pyra::cuda
