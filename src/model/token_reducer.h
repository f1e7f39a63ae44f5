// Seam: what happens to the tokens between a block's attention and its MLP.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>

#include "model/parameter.h"
#include "model/token_state.h"

namespace pyra {

/// What a reducer may look at. Nothing is computed unless asked for.
struct AttentionView {
  at::Tensor k{};  // [B, H, N, D], detached; float32 or bf16
  at::Tensor
      q{};  // [B, H, D], detached: the query of the first token, which is the class token where there is one
  at::Tensor size{};   // [B, N], or undefined: all ones
  at::Tensor turns{};  // [B or 1, N, D]: what attention turns the keys by (ops/turns_op.h), or undefined
  at::Tensor
      queries{};  // [B, H, N, D], detached: of all tokens, where the first is no class token; else undefined

  /// Mean of the keys over heads, [B, N, D] float32: ToMe's similarity metric.
  at::Tensor mean_key() const { return k.mean(1, false, at::kFloat); }

  /// How much the class token attends to each token, [B, N] float32: mean over heads of its row of
  /// softmax(q k^T / sqrt(D) + log(size)), the keys turned, the class token, which stands nowhere, not.
  /// Without a class token: the mean of all tokens' rows, each weighing its size, queries turned too.
  at::Tensor attention_drawn() const;
};

class TokenReducer {
 public:
  virtual ~TokenReducer() = default;
  /// rate: R >= 0 tokens to remove; 0 returns `state` as it is.
  virtual TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const = 0;
  /// Adds its weights; `block` is the name of the block ("blocks.0").
  virtual void collect(ParameterList& list, const std::string& block) const = 0;
};

/// Removes nothing.
class KeepAll final : public TokenReducer {
 public:
  TokenState reduce(TokenState state, const AttentionView&, std::int64_t) const override { return state; }
  void collect(ParameterList&, const std::string&) const override {}
};

}  // namespace pyra
