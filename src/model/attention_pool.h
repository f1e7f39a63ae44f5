// Attention pooling in training: architecture/pooling/attention_pool.cc has the equations.
#pragma once

#include "model/mlp.h"
#include "model/token_state.h"

namespace pyra {

class AttentionPool {
 public:
  /// Zero weights.
  explicit AttentionPool(const VitConfig& config);

  /// Of state.x [B, N, C], normed: [B, C].
  at::Tensor forward(const TokenState& state) const;
  void collect(ParameterList& list) const;

 private:
  std::int64_t heads_;
  bool sees_prefix_;
  at::Tensor latent_;  // [1, 1, C]
  Linear q_, kv_, proj_;
  LayerNorm norm_;
  Mlp mlp_;
};

}  // namespace pyra
