#include "train/loss.h"

namespace pyra {

MixedBatch mixup(const at::Tensor& images, const at::Tensor& labels, double alpha, at::Generator& random) {
  if (alpha <= 0) return {images, labels, labels, 1};
  const at::Tensor pair = at::_sample_dirichlet(at::full({2}, alpha, at::kDouble), random);
  const double lambda = pair[0].item<double>();
  return {images * lambda + images.flip(0) * (1 - lambda), labels, labels.flip(0), lambda};
}

at::Tensor classification_loss(const at::Tensor& logits, const MixedBatch& batch, const LossOptions& options) {
  const auto against = [&](const at::Tensor& labels) {
    return at::cross_entropy_loss(logits, labels, options.class_weights.defined() ? options.class_weights.to(logits.device()) : options.class_weights, at::Reduction::Mean, -100,
                                  options.label_smoothing);
  };
  if (batch.lambda == 1) return against(batch.first);
  return batch.lambda * against(batch.first) + (1 - batch.lambda) * against(batch.second);
}

at::Tensor balanced_weights(const std::vector<std::int64_t>& labels, std::int64_t classes) {
  std::vector<double> count(static_cast<std::size_t>(classes), 0);
  for (const std::int64_t label : labels) ++count.at(static_cast<std::size_t>(label));
  at::Tensor weights = at::zeros({classes});
  auto* values = weights.mutable_data_ptr<float>();
  for (std::size_t k = 0; k < count.size(); ++k) {
    if (count[k] > 0) {
      values[k] = static_cast<float>(static_cast<double>(labels.size()) / (static_cast<double>(classes) * count[k]));
    }
  }
  return weights;
}

}  // namespace pyra
