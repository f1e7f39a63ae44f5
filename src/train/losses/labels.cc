// Several labels: binary cross-entropy of each for itself.
#include "pyra/error.h"
#include "train/losses/task_loss.h"

namespace pyra {
namespace {

/// Mean over pictures and labels of -w_k y log s(z) - (1 - y) log(1 - s(z)), s the sigmoid.
class BinaryCrossEntropy final : public TaskLoss {
 public:
  /// smoothing: y of 0 and 1 move by half of it towards one half. weights: [K] of the pictures that bear a
  /// label, or undefined: 1.
  BinaryCrossEntropy(double smoothing, at::Tensor weights)
      : smoothing_(smoothing), weights_(std::move(weights)) {}

  at::Tensor loss(const at::Tensor& logits, const at::Tensor& targets) const override {
    const at::Tensor wanted = smoothing_ > 0 ? targets * (1 - smoothing_) + 0.5 * smoothing_ : targets;
    return at::binary_cross_entropy_with_logits(logits, wanted, {}, weights_, at::Reduction::Mean);
  }
  /// T^2 KL(Bernoulli(s(teacher / T)) || Bernoulli(s(student / T))), T = 2, mean over pictures and labels.
  at::Tensor divergence(const at::Tensor& teacher, const at::Tensor& student) const override {
    constexpr double kTemperature = 2;
    const at::Tensor t = teacher / kTemperature, s = student / kTemperature, p = at::sigmoid(t);
    const at::Tensor apart =
        p * (at::log_sigmoid(t) - at::log_sigmoid(s)) + (1 - p) * (at::log_sigmoid(-t) - at::log_sigmoid(-s));
    return kTemperature * kTemperature * apart.mean();
  }
  /// F1 of each picture's labels at one half, summed; 1 where there are none and none is given.
  at::Tensor running(const at::Tensor& logits, const at::Tensor& targets) const override {
    const at::Tensor given = logits >= 0, borne = targets > 0.5;
    const at::Tensor hits = (given & borne).sum(1), all = given.sum(1) + borne.sum(1);
    return at::where(all > 0, 2.0 * hits / all.clamp_min(1), at::ones({}, logits.options())).sum();
  }

 private:
  double smoothing_;
  at::Tensor weights_;
};

/// [K]: pictures without the label per picture with it, so that both weigh the same; 1 where all or none bear
/// it.
at::Tensor balanced(const Dataset& train) {
  const auto labels = static_cast<std::int64_t>(train.class_names.size());
  std::vector<double> bearing(train.class_names.size(), 0);
  for (const Sample& sample : train.samples) {
    const Target target = train.target(sample);
    for (std::size_t k = 0; k < bearing.size(); ++k) bearing[k] += static_cast<double>(target.values[k]);
  }
  at::Tensor weights = at::ones({labels});
  const auto pictures = static_cast<double>(train.samples.size());
  for (std::size_t k = 0; k < bearing.size(); ++k) {
    if (bearing[k] > 0 && bearing[k] < pictures)
      weights[static_cast<std::int64_t>(k)] = (pictures - bearing[k]) / bearing[k];
  }
  return weights;
}

std::unique_ptr<const TaskLoss> make(const Recipe& recipe, const Dataset& train, const OutputScale&,
                                     at::Device device) {
  at::Tensor weights;
  if (recipe.class_weights == "balanced") weights = balanced(train).to(device);
  return std::make_unique<BinaryCrossEntropy>(recipe.label_smoothing, std::move(weights));
}

}  // namespace

extern const TrainedTask kLabels;
const TrainedTask kLabels{.name = "labels", .make = make};

}  // namespace pyra
