#include "train/loss.h"

namespace pyra {

MixedBatch mixup(const at::Tensor& images, const at::Tensor& targets, double alpha, at::Generator& random) {
  if (alpha <= 0) return {images, targets, targets};
  const at::Tensor pair = at::_sample_dirichlet(at::full({2}, alpha, at::kDouble), random);
  const double lambda = pair[0].item<double>();
  const auto there = [&](double value) { return at::full({}, value, images.options().dtype(at::kFloat)); };
  return {images * lambda + images.flip(0) * (1 - lambda), targets, targets.flip(0),
          at::stack({there(lambda), there(1 - lambda)})};
}

at::Tensor mixed_loss(const TaskLoss& task, const at::Tensor& logits, const MixedBatch& batch) {
  if (!batch.share.defined()) return task.loss(logits, batch.first);
  return batch.share[0] * task.loss(logits, batch.first) + batch.share[1] * task.loss(logits, batch.second);
}

at::Tensor distillation_loss(const at::Tensor& teacher, const at::Tensor& student) {
  const at::Tensor wanted = at::log_softmax(teacher, 1), given = at::log_softmax(student, 1);
  return (wanted.exp() * (wanted - given)).sum() / teacher.size(0);
}

}  // namespace pyra
