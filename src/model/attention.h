// Multi-head self-attention with proportional attention over merged tokens.
#pragma once

#include <cstdint>
#include <memory>

#include "model/linear.h"
#include "model/projection.h"

namespace pyra {

class Attention {
 public:
  struct Output {
    at::Tensor x;  // [B, rows, C]
    at::Tensor k;  // [B, H, N, D], detached: for matching
    at::Tensor q;  // [B, H, N, D], detached
  };

  Attention(std::unique_ptr<Projection> qkv, std::int64_t dim, std::int64_t heads);

  /// softmax(q k^T / sqrt(D) + log(size)) v (ToMe, arXiv 2210.09461, eq. 1), then the output projection.
  /// x: norm1 of [B, N, C]; size [B, N] or undefined (all ones: no bias). Only the first `rows` tokens are
  /// queries. turns: of rotary positions (ops/turns_op.h), or undefined.
  Output forward(const Normed& x, const at::Tensor& size, const at::Tensor& turns, std::int64_t rows,
                 const Pass& pass) const;

  void collect(ParameterList& list, const std::string& name) const;
  /// Replaces the projection by the one plain map that it folds to.
  void fold();
  /// See Linear.
  void pack(Element element);
  void unpack();

 private:
  std::unique_ptr<Projection> qkv_;
  Linear proj_;
  std::int64_t heads_;
};

}  // namespace pyra
