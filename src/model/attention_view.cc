#include <c10/core/impl/LocalDispatchKeySet.h>

#include <cmath>

#include "model/token_reducer.h"
#include "ops/turns_op.h"

namespace pyra {

at::Tensor AttentionView::class_attention() const {
  const c10::impl::ExcludeDispatchKeyGuard in_float32(c10::autocast_dispatch_keyset);
  const double scale = 1 / std::sqrt(static_cast<double>(k.size(3)));
  at::Tensor logits =
      at::matmul(turned(k.to(at::kFloat), turns), q.to(at::kFloat).unsqueeze(-1)).squeeze(-1) *
      scale;  // [B, H, N]
  if (size.defined()) logits = logits + size.log().unsqueeze(1);
  return logits.softmax(-1).mean(1);
}

}  // namespace pyra
