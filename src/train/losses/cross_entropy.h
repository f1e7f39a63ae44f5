// Cross-entropy with everything a recipe can ask of it.
#pragma once

#include <cstdint>
#include <vector>

#include "train/losses/task_loss.h"

namespace pyra {

/// One class a picture: -sum_k q_k log softmax(z)_k, q the label's unit vector, smoothed.
class CrossEntropy final : public TaskLoss {
 public:
  /// smoothing: share of q that is spread over all classes, in [0, 1). weights: [K] float32 beside the
  /// logits, or undefined: all ones.
  explicit CrossEntropy(double smoothing = 0, at::Tensor weights = {})
      : smoothing_(smoothing), weights_(std::move(weights)) {}

  at::Tensor loss(const at::Tensor& logits, const at::Tensor& labels) const override;
  /// T^2 KL(softmax(teacher / T) || softmax(student / T)), T = 2.
  at::Tensor divergence(const at::Tensor& teacher, const at::Tensor& student) const override;
  /// Right answers.
  at::Tensor running(const at::Tensor& logits, const at::Tensor& labels) const override;

 private:
  double smoothing_;
  at::Tensor weights_;
};

/// [K]: samples / (K samples of the class), so that every class weighs the same; 0 for a class without
/// pictures.
at::Tensor balanced_weights(const std::vector<std::int64_t>& labels, std::int64_t classes);

}  // namespace pyra
