#include "train/loss.h"

namespace pyra {

MixedBatch mixup(const at::Tensor& images, const at::Tensor& labels, double alpha, at::Generator& random) {
  if (alpha <= 0) return {images, labels, labels};
  const at::Tensor pair = at::_sample_dirichlet(at::full({2}, alpha, at::kDouble), random);
  const double lambda = pair[0].item<double>();
  const auto there = [&](double value) { return at::full({}, value, images.options().dtype(at::kFloat)); };
  return {images * lambda + images.flip(0) * (1 - lambda), labels, labels.flip(0),
          at::stack({there(lambda), there(1 - lambda)})};
}

at::Tensor classification_loss(const at::Tensor& logits, const MixedBatch& batch,
                               const LossOptions& options) {
  const auto against = [&](const at::Tensor& labels) {
    return at::cross_entropy_loss(logits, labels, options.class_weights, at::Reduction::Mean, -100,
                                  options.label_smoothing);
  };
  if (!batch.share.defined()) return against(batch.first);
  return batch.share[0] * against(batch.first) + batch.share[1] * against(batch.second);
}

at::Tensor distillation_loss(const at::Tensor& teacher, const at::Tensor& student) {
  const at::Tensor wanted = at::log_softmax(teacher, 1), given = at::log_softmax(student, 1);
  return (wanted.exp() * (wanted - given)).sum() / teacher.size(0);
}

at::Tensor balanced_weights(const std::vector<std::int64_t>& labels, std::int64_t classes) {
  std::vector<double> count(static_cast<std::size_t>(classes), 0);
  for (const std::int64_t label : labels) ++count.at(static_cast<std::size_t>(label));
  at::Tensor weights = at::zeros({classes});
  auto* values = weights.mutable_data_ptr<float>();
  for (std::size_t k = 0; k < count.size(); ++k) {
    if (count[k] > 0) {
      values[k] =
          static_cast<float>(static_cast<double>(labels.size()) / (static_cast<double>(classes) * count[k]));
    }
  }
  return weights;
}

}  // namespace pyra
