#include "train/loss.h"
#include "train/losses/cross_entropy.h"

namespace pyra {

at::Tensor CrossEntropy::loss(const at::Tensor& logits, const at::Tensor& labels) const {
  return at::cross_entropy_loss(logits, labels, weights_, at::Reduction::Mean, -100, smoothing_);
}

at::Tensor CrossEntropy::divergence(const at::Tensor& teacher, const at::Tensor& student) const {
  constexpr double kTemperature = 2;
  return kTemperature * kTemperature * distillation_loss(teacher / kTemperature, student / kTemperature);
}

at::Tensor CrossEntropy::running(const at::Tensor& logits, const at::Tensor& labels) const {
  return (logits.argmax(1) == labels).sum();
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

namespace {

std::unique_ptr<const TaskLoss> make(const Recipe& recipe, const Dataset& train, const OutputScale&,
                                     at::Device device) {
  at::Tensor weights;
  if (recipe.class_weights == "balanced") {
    std::vector<std::int64_t> labels;
    for (const Sample& sample : train.samples) labels.push_back(sample.label);
    weights = balanced_weights(labels, static_cast<std::int64_t>(train.class_names.size())).to(device);
  }
  return std::make_unique<CrossEntropy>(recipe.label_smoothing, weights);
}

}  // namespace

extern const TrainedTask kClassification;
const TrainedTask kClassification{.name = "classification", .make = make};

}  // namespace pyra
