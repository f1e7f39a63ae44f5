#include "ops/merge_op.h"

#include "ops/segment_sum_op.h"

namespace pyra {

Merged merge_tokens(const at::Tensor& x, const at::Tensor& size, const Match& match) {
  const at::Tensor merged_size =
      at::zeros({size.size(0), match.rows_out}, size.options()).scatter_add_(1, match.row.to(at::kLong), size);
  // Each token's share of its row, so that one pass does both the weighting and the division.
  const at::Tensor share = size / merged_size.gather(1, match.row.to(at::kLong));
  return {segment_sum(x, match.row, share, match.rows_out), merged_size};
}

}  // namespace pyra
