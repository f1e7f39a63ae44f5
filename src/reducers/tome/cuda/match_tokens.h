// Bipartite soft matching of a batch on the GPU; reducers/tome/match_tokens.h has the rule (ToMe, arXiv
// 2210.09461, section 3).
#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

namespace pyra::cuda {

/// A block's tokens. `rate` at most half of those that are no prefix.
struct MatchBatch {
  std::int64_t pictures, tokens, heads, head_dim, prefix, rate;
};

/// Where the matching goes, on the GPU; as the CPU's MatchOutput for each picture.
struct Matching {
  std::int32_t *source, *destination;  // [pictures, R], most similar pair first
  std::int32_t* row;                   // [pictures, N]: output row of each token
};

/// Tokens are compared by the mean of their keys over the heads: head h of token i of picture p starts at
/// k + (p N + i) k_row + h D (elements of T: float or bf16). Two launches. scratch: match_scratch() bytes,
/// aligned to 16. With one head of C channels the rows of k are what is compared (heed); weight [pictures, N]
/// or null as in MatchMetric. Sums run over the channels in order, so equal tokens tie exactly, and the
/// lowest index wins.
template <typename T>
void match_tokens(const T* k, std::int64_t k_row, const float* weight, const MatchBatch& batch,
                  const Matching& out, void* scratch, cudaStream_t stream);
std::size_t match_scratch(const MatchBatch& batch);

}  // namespace pyra::cuda
