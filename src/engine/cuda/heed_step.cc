#include "engine/cuda/heed_step.h"

#include <cuda_bf16.h>

#include "engine/cuda/plan.h"
#include "reducers/heed/cuda/heed.h"
#include "reducers/shared/cuda/segment_sum.h"

namespace pyra::cuda {

template <typename T>
void PassBuilder<T>::reduce_by_heed(std::int64_t rate, Tokens& tokens) {
  const VitConfig& c = model_.config;
  const std::int64_t before = tokens.count;
  std::int32_t* indices = memory_.matching.get();
  const Matching matching{indices, indices + batch_ * before, indices + 2 * batch_ * before};
  const MatchBatch match = heed_match(c, batch_, before, rate);
  const HeedParts at = carved<HeedParts, kScratchAlignment>(memory_.scratch.get(), match);
  const HeedBatch heed{batch_, before, c.heads, c.head_dim(), rate};
  const int to = 1 - tokens.side;
  float *merged = memory_.rows[to].get(), *merged_size = memory_.size[to].get(),
        *log_size = memory_.log_size.get();
  add(
      "match",
      [=, q = memory_.wide.get(), x = tokens.x, sized = tokens.size != nullptr,
       dim = c.dim](cudaStream_t stream) {
        class_attention(q, q + dim, 3 * dim, sized ? log_size : nullptr, heed, at.attention, at.weight,
                        stream);
        match_tokens(x, dim, at.weight, match, matching, at.matching, stream);
      },
      1e-9 * static_cast<double>(batch_) *
          static_cast<double>((before - before / 2) * (before / 2) * c.dim + before * c.dim));
  const SegmentBatch rows{batch_, before, before - rate, c.dim};
  add("merge", [=, x = tokens.x, size = tokens.size](cudaStream_t stream) {
    heed_shares(at.attention, size, matching.row, heed, at.share, merged_size, log_size, stream);
    segment_sum(x, matching.row, at.share, rows, merged, stream);
  });
  tokens = {merged, merged_size, before - rate, to};
}

template void PassBuilder<float>::reduce_by_heed(std::int64_t, Tokens&);
template void PassBuilder<__nv_bfloat16>::reduce_by_heed(std::int64_t, Tokens&);

}  // namespace pyra::cuda
