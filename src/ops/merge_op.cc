#include "ops/merge_op.h"

namespace pyra {

Merged merge_tokens(const at::Tensor& x, const at::Tensor& size, const Match& match) {
  return token_ops(x).merge(x, size, match, {});
}

Merged merge_modulated(const at::Tensor& x, const at::Tensor& size, const Match& match,
                       const ModulationWeights& weights) {
  return token_ops(x).merge(x, size, match, weights);
}

}  // namespace pyra
