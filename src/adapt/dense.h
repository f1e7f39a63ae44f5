// Sparse-Tuning's dense adapter (arXiv 2405.14700; the form is that of the authors' code): a bottleneck
// beside the MLP whose hidden layers feed each other, and whose outputs reach later blocks once more.
#pragma once

#include "adapt/registry.h"
#include "model/linear.h"

namespace pyra {

/// On the tokens x before norm2, h = dropout(ReLU(down1 x)) [width], u = down2 h [width / 2]:
///   D = up2(down3([u; up1 u]) + h),   biases on all five
/// The branch is MLP + D. In the last block of each group of three, and in the last of all, it also gets the
/// sum of the group's D's, which travel from block to block (Branch::carried) and merge as the tokens do. The
/// authors also add the embedded tokens after the first group and leave D of the very last block out of the
/// sum: the former would change the pretrained model before any training, the latter looks like a slip;
/// neither is done here.
class DenseAdapter final : public Bottleneck {
 public:
  /// down1, down2 and down3 start Kaiming-uniform, drawn from `random`; up1, up2 at zero: step 0 is the
  /// backbone.
  explicit DenseAdapter(const MethodSetting& setting);
  Branch forward(Branch mlp, const Normed& mlp_in, const Pass& pass) const override;
  void collect(ParameterList& list, const std::string& block) const override;

 private:
  Linear down1_, down2_, down3_, up1_, up2_;
  double dropout_;
  bool closes_group_;
};

}  // namespace pyra
