// Parallel yielding re-activation (PYRA, arXiv 2403.09192, section 3.3): tokens about to be merged are
// modulated by weights made from two small learned vectors.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "model/linear.h"
#include "model/token_reducer.h"

namespace pyra {

/// On the size-weighted tokens, src [R, C] the sources in rank order and dst [R, C] their partners:
///   M   = LayerNorm(src + dst)
///   w_c = 2 sigmoid(W_r^T M)      [1, C]
///   w_t = 2 sigmoid(M W_D^T) - 1  [R, 1]
///   src += (src * w_c) * w_t,     then ToMe's merge; sizes are summed unmodulated.
class Pyra final : public TokenReducer {
 public:
  /// trained_rate: rows of W_r, the rate it is or was trained at. At another rate R the first min(R,
  /// trained_rate) ranks are modulated and the others merge as in ToMe. dim: C. W_r starts uniform in (-1,
  /// 1), drawn from `random`; W_D at zero, which makes step 0 exactly ToMe.
  Pyra(std::int64_t trained_rate, std::int64_t dim, at::Generator& random);
  TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const override;
  void collect(ParameterList& list, const std::string& block) const override;

 private:
  at::Tensor w_r_;  // [trained_rate, 1], "pyra_a"
  at::Tensor w_d_;  // [1, C], "pyra_b"
  LayerNorm norm_;  // "pyra_norm"
};

}  // namespace pyra
