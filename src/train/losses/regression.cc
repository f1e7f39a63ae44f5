// Values: squared error in units of their spread over the training pictures.
#include <cmath>

#include "pyra/error.h"
#include "train/losses/task_loss.h"

namespace pyra {
namespace {

/// Mean over pictures and values of (z - (y - mean) / scale)^2: outputs z are of order 1, whatever the values
/// are, and the learning rates of recipes fit.
class SquaredError final : public TaskLoss {
 public:
  /// mean, scale: [K] float32 beside the logits.
  SquaredError(at::Tensor mean, at::Tensor scale) : mean_(std::move(mean)), scale_(std::move(scale)) {}

  at::Tensor loss(const at::Tensor& z, const at::Tensor& targets) const override {
    return at::mse_loss(z, as_trained(targets));
  }
  at::Tensor divergence(const at::Tensor& teacher, const at::Tensor& student) const override {
    return at::mse_loss(student, teacher);
  }
  /// |answer - truth| in the values' own units, the mean over the values.
  at::Tensor running(const at::Tensor& z, const at::Tensor& targets) const override {
    return (z * scale_ + mean_ - targets).abs().mean(1).sum();
  }
  at::Tensor as_trained(const at::Tensor& values) const override { return (values - mean_) / scale_; }

 private:
  at::Tensor mean_, scale_;
};

at::Tensor to_tensor(const std::vector<double>& values, at::Device device) {
  return at::tensor(values).to(at::kFloat).to(device);
}

std::unique_ptr<const TaskLoss> make(const Recipe& recipe, const Dataset&, const OutputScale& scale,
                                     at::Device device) {
  if (recipe.label_smoothing > 0)
    throw InputError(
        "recipe: label_smoothing is given for task regression; values have no classes that a "
        "target could be spread over, so leave it out");
  if (recipe.class_weights != "none")
    throw InputError("recipe: class_weights = '" + recipe.class_weights +
                     "' is given for task regression; values have no classes to weigh, so leave it out");
  return std::make_unique<SquaredError>(to_tensor(scale.mean, device), to_tensor(scale.scale, device));
}

/// Mean and standard deviation of each value; 1 for one that is always the same.
OutputScale scale_of(const Dataset& train) {
  const std::size_t values = train.class_names.size();
  const auto pictures = static_cast<double>(train.samples.size());
  OutputScale scale{std::vector<double>(values, 0), std::vector<double>(values, 0)};
  const std::span<const float> first = train.target(train.samples.front()).values;
  std::vector<bool> varies(values, false);
  const auto each = [&](auto&& add) {
    for (const Sample& sample : train.samples) {
      const Target target = train.target(sample);
      for (std::size_t k = 0; k < values; ++k) add(k, static_cast<double>(target.values[k]));
    }
  };
  each([&](std::size_t k, double y) {
    scale.mean[k] += y / pictures;
    varies[k] = varies[k] || y != static_cast<double>(first[k]);
  });
  each([&](std::size_t k, double y) {
    scale.scale[k] += (y - scale.mean[k]) * (y - scale.mean[k]) / pictures;
  });
  for (std::size_t k = 0; k < values; ++k) scale.scale[k] = varies[k] ? std::sqrt(scale.scale[k]) : 1;
  return scale;
}

}  // namespace

extern const TrainedTask kRegression;
const TrainedTask kRegression{.name = "regression", .make = make, .scale = scale_of};

}  // namespace pyra
