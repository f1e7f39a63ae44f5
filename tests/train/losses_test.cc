// What each task asks of logits in training, beside the equation written out, and its gradient.
#include <gtest/gtest.h>

#include <cmath>

#include "pyra/error.h"
#include "tasks/list.h"
#include "train/losses/task_loss.h"

namespace pyra {
namespace {

Dataset pictures(const std::string& task, std::size_t outputs, std::vector<float> targets) {
  Dataset dataset;
  dataset.task = task;
  for (std::size_t k = 0; k < outputs; ++k) dataset.class_names.push_back("o" + std::to_string(k));
  for (std::size_t i = 0; i < targets.size() / outputs; ++i)
    dataset.samples.push_back({"p", static_cast<std::int64_t>(i)});
  dataset.targets = std::make_shared<const std::vector<float>>(std::move(targets));
  return dataset;
}

std::unique_ptr<const TaskLoss> loss_of(const Recipe& recipe, const Dataset& train) {
  const TrainedTask& task = find_trained_task(train.task);
  return task.make(recipe, train, task.scale != nullptr ? task.scale(train) : OutputScale{}, at::kCPU);
}

/// Against central differences in double.
void expect_gradient(const TaskLoss& loss, const at::Tensor& logits, const at::Tensor& targets) {
  const at::Tensor z = logits.clone().set_requires_grad(true);
  loss.loss(z, targets).backward();
  for (std::int64_t i = 0; i < z.numel(); ++i) {
    constexpr double kStep = 1e-2;  // of float32 numbers
    const auto at = [&](double by) {
      at::Tensor moved = logits.clone();
      moved.view(-1)[i] += by;
      return loss.loss(moved, targets).item<double>();
    };
    EXPECT_NEAR(z.grad().view(-1)[i].item<double>(), (at(kStep) - at(-kStep)) / (2 * kStep), 1e-3);
  }
}

const at::Tensor kLogits = at::tensor({2.0F, -1.0F, 0.5F, 0.25F}).view({2, 2});

TEST(Losses, EveryTaskHasOne) {
  for (const Task& task : tasks()) {
    const bool trained = task.targets_of.empty();  // others take what such a task's heads are given
    if (trained) {
      EXPECT_EQ(find_trained_task(task.name).name, task.name);
    }
  }
}

TEST(Losses, LabelsAreBinaryCrossEntropy) {
  const at::Tensor targets = at::tensor({1.0F, 0.0F, 0.0F, 1.0F}).view({2, 2});
  const Dataset train = pictures("labels", 2, {1, 0, 0, 1});
  const auto loss = loss_of({}, train);
  double wanted = 0;  // also as the evaluation has it
  for (std::int64_t i = 0; i < 2; ++i) {
    const std::vector<float> truth{targets[i][0].item<float>(), targets[i][1].item<float>()};
    wanted += find_task("labels").loss(kLogits[i].contiguous().const_data_ptr<float>(), 2, {-1, truth}) / 2;
  }
  EXPECT_NEAR(loss->loss(kLogits, targets).item<double>(), wanted, 1e-6);
  EXPECT_NEAR(wanted,
              (std::log1p(std::exp(-2.0)) + std::log1p(std::exp(-1.0)) + std::log1p(std::exp(0.5)) +
               std::log1p(std::exp(-0.25))) /
                  4,
              1e-6);
  expect_gradient(*loss, kLogits, targets);
  // Row 1: both given, one borne, F1 2/3; row 0: given and borne alike, 1.
  EXPECT_NEAR(loss->running(kLogits, targets).item<double>(), 1 + 2.0 / 3, 1e-6);
  EXPECT_NEAR(loss->running(at::full({1, 2}, -1.0F), at::zeros({1, 2})).item<double>(), 1, 1e-6);
}

TEST(Losses, SmoothingMovesLabelsTowardsOneHalf) {
  Recipe recipe;
  recipe.label_smoothing = 0.2;
  const at::Tensor z = at::tensor({1.0F}).view({1, 1});
  const double there = std::log1p(std::exp(-1.0)), away = std::log1p(std::exp(1.0));
  EXPECT_NEAR(loss_of(recipe, pictures("labels", 1, {1, 0}))->loss(z, at::ones({1, 1})).item<double>(),
              0.9 * there + 0.1 * away, 1e-6);
}

TEST(Losses, BalancedLabelsWeighTheRareOnesUp) {
  Recipe recipe;
  recipe.class_weights = "balanced";
  // One of four bears the first label, all bear the second.
  const auto loss = loss_of(recipe, pictures("labels", 2, {1, 1, 0, 1, 0, 1, 0, 1}));
  const at::Tensor z = at::zeros({1, 2});
  EXPECT_NEAR(loss->loss(z, at::ones({1, 2})).item<double>(), std::log(2.0) * (3 + 1) / 2, 1e-6);
  EXPECT_NEAR(loss->loss(z, at::zeros({1, 2})).item<double>(), std::log(2.0), 1e-6);
}

TEST(Losses, LabelsDivergeByBernoulli) {
  const auto loss = loss_of({}, pictures("labels", 1, {1, 0}));
  const at::Tensor t = at::tensor({2.0F}).view({1, 1}), s = at::tensor({-1.0F}).view({1, 1});
  const double p = 1 / (1 + std::exp(-1.0)), q = 1 / (1 + std::exp(0.5));
  EXPECT_NEAR(loss->divergence(t, s).item<double>(),
              4 * (p * std::log(p / q) + (1 - p) * std::log((1 - p) / (1 - q))), 1e-5);
  EXPECT_NEAR(loss->divergence(t, t).item<double>(), 0, 1e-7);
}

TEST(Losses, ValuesAreLearnedInUnitsOfTheirSpread) {
  const Dataset train = pictures("regression", 2, {100, 5, 300, 5});
  const OutputScale scale = find_trained_task("regression").scale(train);
  EXPECT_EQ(scale.mean, (std::vector<double>{200, 5}));
  EXPECT_EQ(scale.scale, (std::vector<double>{100, 1}));
  const std::vector<float> tenths(30, 0.1F);  // whose mean is not exact
  EXPECT_EQ(find_trained_task("regression").scale(pictures("regression", 1, tenths)).scale[0], 1);
  const auto loss = loss_of({}, train);
  const at::Tensor targets = at::tensor({100.0F, 6.0F, 300.0F, 5.0F}).view({2, 2});
  // z - (y - mean) / scale: 2 + 1, -1 - 1; 0.5 - 1, 0.25 - 0.
  EXPECT_NEAR(loss->loss(kLogits, targets).item<double>(), (9 + 4 + 0.25 + 0.0625) / 4, 1e-6);
  expect_gradient(*loss, kLogits, targets);
  // In the values' own units: 400 - 100, 4 - 6; 250 - 300, 5.25 - 5.
  EXPECT_NEAR(loss->running(kLogits, targets).item<double>(), (300 + 2) / 2.0 + (50 + 0.25) / 2, 1e-3);
  EXPECT_TRUE(at::allclose(loss->as_trained(targets), at::tensor({-1.0F, 1.0F, 1.0F, 0.0F}).view({2, 2})));
}

TEST(Losses, ValuesHaveNoClasses) {
  const Dataset train = pictures("regression", 1, {1, 2});
  Recipe smoothed, weighed;
  smoothed.label_smoothing = 0.1;
  weighed.class_weights = "balanced";
  EXPECT_THROW(loss_of(smoothed, train), InputError);
  EXPECT_THROW(loss_of(weighed, train), InputError);
}

}  // namespace
}  // namespace pyra
