// AdaptFormer while it trains; methods/adaptformer/ has its equation.
#pragma once

#include "adapt/narrow_pair.h"

namespace pyra {

class AdaptFormer final : public Bottleneck {
 public:
  explicit AdaptFormer(const MethodSetting& setting) : maps_(setting) {}
  Branch forward(Branch mlp, const Normed& mlp_in, const Pass& pass) const override;
  void collect(ParameterList& list, const std::string& block) const override;

 private:
  NarrowPair maps_;
};

}  // namespace pyra
