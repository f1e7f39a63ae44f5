// AdaptFormer (arXiv 2205.13535): a bottleneck beside the MLP of each block.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "model/bottleneck.h"
#include "model/linear.h"

namespace pyra {

/// MLP(norm2 x) + s up(dropout(ReLU(down(norm2 x)))), s = 0.1; biases on both, as the authors' code has them.
class AdaptFormer final : public Bottleneck {
 public:
  /// down [width, C] starts Kaiming-uniform, drawn from `random`; up at zero, so that step 0 is the backbone.
  AdaptFormer(std::int64_t dim, std::int64_t width, double dropout, at::Generator& random);
  Branch forward(Branch mlp, const Normed& mlp_in, const Pass& pass) const override;
  void collect(ParameterList& list, const std::string& block) const override;

 private:
  Linear down_, up_;
  double dropout_;
};

}  // namespace pyra
