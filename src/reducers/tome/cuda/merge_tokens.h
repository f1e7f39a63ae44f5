// Merging of a batch by destination on the GPU, modulated where PYRA is: reducers/tome/merge_tokens.h and
// reducers/pyra/modulate_tokens.h have the equations (ToMe, arXiv 2210.09461; PYRA, arXiv 2403.09192,
// section 3.3).
#pragma once

#include "base/memory/carver.h"
#include "reducers/tome/cuda/match_tokens.h"

namespace pyra::cuda {

struct MergeBatch {
  std::int64_t pictures, tokens, channels, rate;  // C: a multiple of 4, at most 2048
};

/// A block's weights on the GPU, float32. Ranks beyond `ranks` merge unmodulated.
struct Modulation {
  const float* w_r;                      // [ranks]
  const float* w_d;                      // [C]
  const float *norm_weight, *norm_bias;  // [C]
  std::int64_t ranks;                    // 1..R
  float eps;                             // of the norm
};

/// x [pictures, N, C] float32, size [pictures, N] or null (all ones) -> merged [pictures, N - R, C],
/// merged_size and its logarithm log_size [pictures, N - R] (log_size may be null). A warp an output row and
/// no atomics: each row adds its B first, then its sources by rank, so results are the same every time.
/// modulation: null for ToMe; else one more launch finds its weights. scratch: merge_scratch() bytes, aligned
/// to 16. Throws InputError for channels that do not fit.
void merge_tokens(const float* x, const float* size, const Matching& matching, const MergeBatch& batch,
                  const Modulation* modulation, float* merged, float* merged_size, float* log_size,
                  void* scratch, cudaStream_t stream);
std::size_t merge_scratch(const MergeBatch& batch);

struct ModulationParts {
  float* w_c;  // [pictures, C]
  float* w_t;  // [pictures, ranks], at most R

  static ModulationParts cut(Carver& from, const MergeBatch& b) {
    return {.w_c = from.take<float>(b.pictures * b.channels), .w_t = from.take<float>(b.pictures * b.rate)};
  }
};

/// PYRA's weights of every picture: w_c [pictures, C] and w_t [pictures, ranks].
void modulation_weights(const float* x, const float* size, const Matching& matching, const MergeBatch& batch,
                        const Modulation& modulation, float* w_c, float* w_t, cudaStream_t stream);

}  // namespace pyra::cuda
