// The sequential adapter of the PYRA authors, after the MLP of each block (Houlsby et al., arXiv 1902.00751).
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "model/bottleneck.h"
#include "model/linear.h"

namespace pyra {

/// h + up(dropout(QuickGELU(down(h)))), h the MLP's output, QuickGELU(z) = z sigmoid(1.702 z); biases on
/// both.
class Adapter final : public Bottleneck {
 public:
  /// down [width, C] starts Kaiming-uniform, drawn from `random`; up at zero, so that step 0 is the backbone.
  Adapter(std::int64_t dim, std::int64_t width, double dropout, at::Generator& random);
  Branch forward(Branch mlp, const Normed& mlp_in, const Pass& pass) const override;
  void collect(ParameterList& list, const std::string& block) const override;

 private:
  Linear down_, up_;
  double dropout_;
};

}  // namespace pyra
