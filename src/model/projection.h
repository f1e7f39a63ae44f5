// Seam: the fused q, k, v projection of a block. Plain, or with something low-rank beside it.
#pragma once

#include <memory>
#include <string>

#include "model/linear.h"
#include "model/parameter.h"
#include "model/pass.h"

namespace pyra {

class Projection {
 public:
  virtual ~Projection() = default;
  /// x [B, N, C] (after norm1) -> [B, N, 3C]: q, then k, then v, heads in order within each.
  virtual at::Tensor forward(const at::Tensor& x, const Pass& pass) const = 0;
  /// Adds its weights; `attention` is the name of the attention they belong to ("blocks.0.attn").
  virtual void collect(ParameterList& list, const std::string& attention) const = 0;
  /// One plain map that computes the same in evaluation.
  virtual Linear fold() const = 0;
};

/// The pretrained map alone: timm's attn.qkv.
class PlainProjection final : public Projection {
 public:
  explicit PlainProjection(Linear qkv) : qkv_(std::move(qkv)) {}
  at::Tensor forward(const at::Tensor& x, const Pass&) const override { return qkv_(x); }
  void collect(ParameterList& list, const std::string& attention) const override {
    qkv_.collect(list, attention + ".qkv", Role::backbone);
  }
  Linear fold() const override { return qkv_; }

 private:
  Linear qkv_;
};

}  // namespace pyra
