// LoRA on the fused q, k, v projection (arXiv 2106.09685, as the PYRA authors apply it).
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "model/projection.h"

namespace pyra {

/// qkv(x) + B A dropout(x): one down-projection A [rank, C] for q, k and v together, B [3C, rank]; no alpha,
/// no bias.
class LoraProjection final : public Projection {
 public:
  /// A starts Kaiming-uniform (a = sqrt 5), drawn from `random`; B at zero, so that step 0 is the backbone.
  LoraProjection(Linear qkv, std::int64_t rank, double dropout, at::Generator& random);
  at::Tensor forward(const Normed& x, const Pass& pass) const override;
  void collect(ParameterList& list, const std::string& attention) const override;
  Linear fold() const override;
  void pack(Element element) override { qkv_.pack(element); }
  void unpack() override { qkv_.unpack(); }

 private:
  Linear qkv_, down_, up_;
  double dropout_;
};

}  // namespace pyra
