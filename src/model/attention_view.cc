#include <c10/core/impl/LocalDispatchKeySet.h>

#include <cmath>
#include <vector>

#include "model/token_reducer.h"
#include "ops/turns_op.h"

namespace pyra {

namespace {

/// The mean of all rows of attention, picture by picture: all pictures' rows together may be gigabytes.
at::Tensor received(const AttentionView& view, const at::Tensor& k, double scale) {
  const at::Tensor q = turned(view.queries.to(at::kFloat), view.turns);
  std::vector<at::Tensor> means;
  for (std::int64_t b = 0; b < k.size(0); ++b) {
    at::Tensor logits = at::matmul(q.select(0, b), k.select(0, b).transpose(-1, -2)) * scale;  // [H, N, N]
    if (view.size.defined()) logits = logits + view.size.select(0, b).log();
    const at::Tensor rows = logits.softmax(-1).mean(0);  // [N, N]
    if (!view.size.defined()) {
      means.push_back(rows.mean(0));
    } else {
      const at::Tensor size = view.size.select(0, b);
      means.push_back((rows * size.unsqueeze(-1)).sum(0) / size.sum());
    }
  }
  return at::stack(means);
}

}  // namespace

at::Tensor AttentionView::attention_drawn() const {
  const c10::impl::ExcludeDispatchKeyGuard in_float32(c10::autocast_dispatch_keyset);
  const double scale = 1 / std::sqrt(static_cast<double>(k.size(3)));
  const at::Tensor keys = turned(k.to(at::kFloat), turns);
  if (queries.defined()) return received(*this, keys, scale);
  at::Tensor logits = at::matmul(keys, q.to(at::kFloat).unsqueeze(-1)).squeeze(-1) * scale;  // [B, H, N]
  if (size.defined()) logits = logits + size.log().unsqueeze(1);
  return logits.softmax(-1).mean(1);
}

}  // namespace pyra
