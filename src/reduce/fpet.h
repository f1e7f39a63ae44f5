// FPET (Kim et al., CVPR 2025, arXiv 2503.20282, and its authors' code): matching on a checkerboard by a
// metric that learns.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "model/token_reducer.h"
#include "reducers/fpet/join_checkerboard.h"

namespace pyra {

/// The metric is m + up ReLU(down m), m the mean of the keys without gradient, both maps with weights of one
/// bit (binarise()). reducers/fpet/join_checkerboard.h matches by it; merging weighs by size. The gradient
/// reaches the metric straight through the choice: in it, each of the R tokens that leave joins token k with
/// weight
///   sigmoid(s_k - (s_1st + s_2nd) / 2),   s its similarities, the two highest among them
/// The authors reduce once, by half of the tokens in the middle of the model; here by R in every block, of
/// which the R best pairs count, and after the first of them no grid is left: join_checkerboard.h says what
/// then holds. They also drop out a tenth of the hidden values in training, and let the gradient into the
/// sizes of later blocks; neither is done here.
class Fpet final : public TokenReducer {
 public:
  /// head_dim: D of the keys. down [D / 2, D] starts Kaiming-uniform; up [D, D / 2] near zero, within 0.002.
  /// Where nothing is or was trained (`learns` false) there are no weights and the metric is m.
  Fpet(std::int64_t head_dim, const PatchGrid& grid, bool learns, at::Generator& random);
  TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const override;
  void collect(ParameterList& list, const std::string& block) const override;

 private:
  at::Tensor refined(const at::Tensor& metric) const;

  at::Tensor down_, up_;  // or undefined
  PatchGrid grid_;
};

}  // namespace pyra
