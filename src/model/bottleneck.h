// Seam: what is added around a block's MLP. Nothing, or an adapter after or beside it.
#pragma once

#include <string>

#include "model/linear.h"
#include "model/parameter.h"
#include "model/pass.h"

namespace pyra {

/// The residual branch of a block, and what goes beside the tokens to the next: it merges as they do.
struct Branch {
  at::Tensor x;        // [B, N, C]
  at::Tensor carried;  // [B, N, C]; undefined: nothing
};

class Bottleneck {
 public:
  virtual ~Bottleneck() = default;
  /// mlp: the MLP's output (after layer scale and drop path), and what earlier blocks carried here. mlp_in:
  /// its input, norm2 of the tokens. Returns the branch to add to the tokens, and what goes on.
  virtual Branch forward(Branch mlp, const Normed& mlp_in, const Pass& pass) const = 0;
  /// Adds its weights; `block` is the name of the block ("blocks.0").
  virtual void collect(ParameterList& list, const std::string& block) const = 0;
};

class IdentityBottleneck final : public Bottleneck {
 public:
  Branch forward(Branch mlp, const Normed&, const Pass&) const override { return mlp; }
  void collect(ParameterList&, const std::string&) const override {}
};

}  // namespace pyra
