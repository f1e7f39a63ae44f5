// Seam: what is added around a block's MLP. Nothing, or an adapter after or beside it.
#pragma once

#include <string>

#include "model/linear.h"
#include "model/parameter.h"
#include "model/pass.h"

namespace pyra {

class Bottleneck {
 public:
  virtual ~Bottleneck() = default;
  /// mlp_out [B, N, C], mlp_in: the MLP's output (after layer scale and drop path) and its input, norm2 of the tokens.
  /// Returns the residual branch.
  virtual at::Tensor forward(const at::Tensor& mlp_out, const Normed& mlp_in, const Pass& pass) const = 0;
  /// Adds its weights; `block` is the name of the block ("blocks.0").
  virtual void collect(ParameterList& list, const std::string& block) const = 0;
};

class IdentityBottleneck final : public Bottleneck {
 public:
  at::Tensor forward(const at::Tensor& mlp_out, const Normed&, const Pass&) const override { return mlp_out; }
  void collect(ParameterList&, const std::string&) const override {}
};

}  // namespace pyra
