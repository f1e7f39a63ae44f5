// Seam: the fused q, k, v projection of a block. Plain, or with something low-rank beside it.
#pragma once

#include <memory>
#include <string>

#include "model/linear.h"
#include "model/parameter.h"
#include "model/pass.h"
#include "ops/frozen_projection_op.h"

namespace pyra {

class Projection {
 public:
  virtual ~Projection() = default;
  /// norm1(x) [B, N, C] -> [B, N, 3C]: q, then k, then v, heads in order within each; float32, or bf16 where
  /// the backbone is packed so.
  virtual at::Tensor forward(const Normed& x, const Pass& pass) const = 0;
  /// Adds its weights; `attention` is the name of the attention they belong to ("blocks.0.attn").
  virtual void collect(ParameterList& list, const std::string& attention) const = 0;
  /// One plain map that computes the same in evaluation.
  virtual Linear fold() const = 0;
  /// See Linear: packs and unpacks what is frozen.
  virtual void pack(Element element) = 0;
  virtual void unpack() = 0;
};

/// The pretrained map alone: timm's attn.qkv.
class PlainProjection final : public Projection {
 public:
  explicit PlainProjection(Linear qkv) : qkv_(std::move(qkv)) {}
  at::Tensor forward(const Normed& x, const Pass&) const override {
    return x.fuses_with(qkv_) ? frozen_projection(x.x, {x.norm.frozen(), qkv_.packed}) : qkv_(x.value());
  }
  void collect(ParameterList& list, const std::string& attention) const override {
    qkv_.collect(list, attention + ".qkv", Role::backbone);
  }
  Linear fold() const override { return qkv_.unpacked(); }
  void pack(Element element) override { qkv_.pack(element); }
  void unpack() override { qkv_.unpack(); }

 private:
  Linear qkv_;
};

}  // namespace pyra
