// DiffRate (arXiv 2305.17997): of the tokens that leave a block, the least important are dropped and the
// others merge; where the line runs is learned.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "model/token_reducer.h"

namespace pyra {

/// The R tokens of least class attention leave. Candidates for the number p of dropped ones are 0..R, with
/// probabilities softmax(logits); the expected p, rounded down, is taken, and the R - p others join the most
/// similar of those that stay (reducers/diffrate/join_least_attended.h), weighted by size. As in the paper
/// the gradient reaches the logits straight through the mask of tokens: the token that would leave t-th
/// merges with weight P(p <= t). Other than in the paper, R of each block is the schedule's, so its MACs hold
/// exactly and need no loss of their own, and only the split is learned; similarity is that of the keys, not
/// of the tokens; merging is weighted by size, which the authors scale by similarity.
class DiffRate final : public TokenReducer {
 public:
  /// trained_rate: R at which it is or was trained; at another rate the same fraction is dropped. Logits
  /// start equal, as in the paper: half is dropped. 0: no logits, half is dropped.
  explicit DiffRate(std::int64_t trained_rate);
  TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const override;
  void collect(ParameterList& list, const std::string& block) const override;

 private:
  std::int64_t dropped(std::int64_t rate) const;

  at::Tensor logits_;  // [trained_rate + 1], or undefined
};

}  // namespace pyra
