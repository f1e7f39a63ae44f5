#include "reduce/straight_through.h"

#include "ops/segment_sum_op.h"

namespace pyra {

at::Tensor with_weight_gradient(const TokenState& reduced, const at::Tensor& x, const at::Tensor& size,
                                const at::Tensor& tokens, const at::Tensor& rows, const at::Tensor& weight) {
  if (!weight.requires_grad()) return reduced.x;
  const at::Tensor sizes =
      size.defined() ? size.gather(1, tokens) : at::ones(tokens.sizes(), x.options().requires_grad(false));
  const at::Tensor index = tokens.to(at::kInt), at_rows = rows.to(at::kInt);
  const at::Tensor joining = gather_rows(x.detach(), index, sizes);                  // [B, S, C]: size_i x_i
  const at::Tensor share = reduced.size.gather(1, rows).reciprocal();                // [B, T]
  const at::Tensor merged = gather_rows(reduced.x.detach(), at_rows, at::Tensor());  // [B, T, C]
  const at::Tensor weights = weight.transpose(1, 2);                                 // [B, T, S]
  const at::Tensor moved = at::bmm(weights, joining) - at::bmm(weights, sizes.unsqueeze(-1)) * merged;
  return reduced.x + segment_sum(moved - moved.detach(), at_rows, share, reduced.x.size(1));
}

}  // namespace pyra
