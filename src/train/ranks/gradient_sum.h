// Seam: how the gradients of all ranks become one sum.
#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <vector>

#include "model/parameter.h"
#include "train/ranks/ranks.h"

namespace pyra {

class GradientSum {
 public:
  virtual ~GradientSum() = default;
  /// Every parameter's gradient (float32) becomes the sum over the ranks, the same bits on all of them, and
  /// so does each of `numbers`, of which all ranks give as many. A parameter that has a gradient on any rank
  /// has one on all afterwards. On a GPU it is queued, not awaited. Throws RankFailure.
  virtual void add(const ParameterList& parameters, std::vector<double>& numbers) = 0;
  /// Returns when the device has done all that is queued. Throws RankFailure where another rank is gone
  /// before.
  virtual void settle() = 0;
  /// After a RankFailure: whether the weights are those of the last whole step, or the sum of a step was lost
  /// midway.
  virtual bool intact() = 0;
};

/// Of one process nothing; on the CPU one message a step through the store; on GPUs NCCL. Throws InputError
/// where NCCL is missing.
std::unique_ptr<GradientSum> make_gradient_sum(Ranks& ranks, at::Device device);

}  // namespace pyra
