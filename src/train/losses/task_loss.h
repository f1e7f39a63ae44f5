// Seam: what a task asks of a model's logits in training.
#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <string>

#include "pyra/adapter_manifest.h"
#include "pyra/dataset.h"
#include "recipes/recipe.h"

namespace pyra {

/// logits [B, K]; targets [B] int64 where they are classes, else [B, K] float32, beside them.
class TaskLoss {
 public:
  virtual ~TaskLoss() = default;
  /// Mean over the batch; a scalar.
  virtual at::Tensor loss(const at::Tensor& logits, const at::Tensor& targets) const = 0;
  /// How far the student's logits are from the teacher's, 0 where they agree; a scalar of the loss' order,
  /// with a gradient for the student.
  virtual at::Tensor divergence(const at::Tensor& teacher, const at::Tensor& student) const = 0;
  /// Sum over the batch of the figure that Task::running names; a scalar.
  virtual at::Tensor running(const at::Tensor& logits, const at::Tensor& targets) const = 0;
  /// Another model's outputs, as they are when deployed, in the units of the logits that are trained.
  virtual at::Tensor as_trained(const at::Tensor& deployed) const { return deployed; }
};

/// A task's torch file.
struct TrainedTask {
  std::string name;
  /// Throws InputError where the recipe asks for what the task cannot do. `train`: to weigh and scale by.
  std::unique_ptr<const TaskLoss> (*make)(const Recipe& recipe, const Dataset& train,
                                          const OutputScale& scale, at::Device device);
  /// What the values of the training pictures have to be brought to; null: nothing is scaled.
  OutputScale (*scale)(const Dataset& train) = nullptr;
};

/// Throws InputError for a task that has none.
const TrainedTask& find_trained_task(const std::string& name);

}  // namespace pyra
