#include "train/objective.h"

#include <gtest/gtest.h>

#include "model/load.h"
#include "model/tiny_vit.h"
#include "train/losses/cross_entropy.h"

namespace pyra {
namespace {

/// Keeps the logits that an objective counts its figure on.
class Watched final : public TaskLoss {
 public:
  at::Tensor loss(const at::Tensor& z, const at::Tensor& labels) const override {
    return entropy_.loss(z, labels);
  }
  at::Tensor divergence(const at::Tensor& teacher, const at::Tensor& student) const override {
    return entropy_.divergence(teacher, student);
  }
  at::Tensor running(const at::Tensor& z, const at::Tensor& labels) const override {
    logits = z;
    return entropy_.running(z, labels);
  }
  mutable at::Tensor logits;

 private:
  CrossEntropy entropy_;
};

using namespace testing;  // NOLINT: helpers of these tests

struct Task {
  Vit model = random_vit(tiny_config(), tuning_of("none", "tome"), 3);
  MixedBatch batch;
  Pass pass;

  Task() {
    const VitConfig& config = model.config();
    batch.images = random_images(config, 3);
    batch.first = at::tensor({0, 2, 1}, at::kLong);
    batch.second = at::tensor({1, 2, 0}, at::kLong);
    batch.share = at::tensor({0.75F, 0.25F});
    pass.random = seeded(1);
    for (const Parameter& parameter : model.parameters()) parameter.tensor.requires_grad_(true);
  }
  at::Tensor logits(const std::vector<std::int64_t>& rates) const {
    return model.forward(batch.images, rates, pass).logits;
  }
  std::vector<at::Tensor> take_gradients() const {
    std::vector<at::Tensor> gradients;
    for (const Parameter& parameter : model.parameters()) {
      gradients.push_back(parameter.tensor.grad().defined() ? parameter.tensor.grad().clone()
                                                            : at::zeros_like(parameter.tensor));
      parameter.tensor.mutable_grad() = at::Tensor();
    }
    return gradients;
  }
};

/// As the equation stands, in one graph.
at::Tensor written_out(const Task& task, const std::vector<std::int64_t>& rates, double a) {
  const at::Tensor whole = task.logits({0, 0, 0}), merged = task.logits(rates);
  const at::Tensor p = at::softmax(whole.detach() / 2, 1);
  const at::Tensor divergence = (p * (p.log() - at::log_softmax(merged / 2, 1))).sum() / whole.size(0);
  return mixed_loss(CrossEntropy(), whole, task.batch) +
         (1 - a) * mixed_loss(CrossEntropy(), merged, task.batch) + a * 4 * divergence;
}

TEST(SelfDistilled, IsTheEquation) {
  for (const double a : {0.0, 0.7, 1.0}) {
    const Task task;
    const std::vector<std::int64_t> rates{4, 3, 1};
    const auto watched = std::make_shared<const Watched>();
    const StepOutcome outcome =
        SelfDistilled(watched, {rates}, a).accumulate(task.model, task.batch, task.pass, 0.5);
    const auto given = task.take_gradients();
    const at::Tensor loss = written_out(task, rates, a);
    (loss * 0.5).backward();
    const auto wanted = task.take_gradients();
    EXPECT_NEAR(outcome.loss.item<double>(), loss.item<double>(), 1e-5);
    EXPECT_TRUE(at::equal(watched->logits, task.logits(rates)));
    for (std::size_t i = 0; i < given.size(); ++i) {
      EXPECT_LT(largest_difference(given[i], wanted[i]), 1e-5 + 1e-4 * wanted[i].abs().max().item<double>())
          << "parameter " << i << ", a = " << a;
    }
  }
}

TEST(SelfDistilled, DrawsEveryScheduleInTurn) {
  const Task task;
  const std::vector<std::vector<std::int64_t>> schedules{{1, 0, 0}, {2, 2, 2}, {6, 0, 1}};
  std::vector<int> seen(3, 0);
  const auto watched = std::make_shared<const Watched>();
  const SelfDistilled objective(watched, schedules, 0.5);
  for (int step = 0; step < 40; ++step) {
    objective.accumulate(task.model, task.batch, task.pass, 1);
    const at::Tensor logits = watched->logits;
    for (std::size_t i = 0; i < 3; ++i) seen[i] += at::equal(logits, task.logits(schedules[i])) ? 1 : 0;
  }
  for (const int count : seen) EXPECT_GT(count, 4);
  EXPECT_EQ(seen[0] + seen[1] + seen[2], 40);
}

TEST(Taught, IsTheEquation) {
  const Task task;
  const at::Tensor images = task.batch.images;
  InferenceModel other;  // the same network with other weights
  other.config = task.model.config();
  other.preprocessing.crop_height = other.preprocessing.crop_width = 32;
  const Vit teacher = random_vit(other.config, {}, 9);
  for (const Parameter& parameter : teacher.parameters())
    other.tensors[parameter.name] = to_host(parameter.tensor);
  other.rates = other.trained_rates = {0, 0, 0};
  const at::Tensor t = logits_of(teacher, images);
  MixedBatch batch = task.batch;
  batch.indices = {0, 1, 2};
  for (const double a : {0.0, 0.7, 1.0}) {
    const Taught objective(std::make_shared<CrossEntropy>(), std::make_shared<Teacher>(other, 3, true), a);
    const StepOutcome outcome = objective.accumulate(task.model, batch, task.pass, 0.5);
    const auto given = task.take_gradients();
    const at::Tensor z = task.logits({0, 0, 0}), p = at::softmax(t / 2, 1);
    const at::Tensor divergence = (p * (p.log() - at::log_softmax(z / 2, 1))).sum() / 3;
    const at::Tensor loss = (1 - a) * mixed_loss(CrossEntropy(), z, batch) + a * 4 * divergence;
    (loss * 0.5).backward();
    const auto wanted = task.take_gradients();
    EXPECT_NEAR(outcome.loss.item<double>(), loss.item<double>(), 1e-4);
    for (std::size_t i = 0; i < given.size(); ++i) {
      EXPECT_LT(largest_difference(given[i], wanted[i]), 1e-5 + 1e-3 * wanted[i].abs().max().item<double>())
          << "parameter " << i << ", a = " << a;
    }
  }
}

TEST(Supervised, IsCrossEntropyAtTheModelsOwnSchedule) {
  const Task task;
  const StepOutcome outcome =
      Supervised(std::make_shared<CrossEntropy>()).accumulate(task.model, task.batch, task.pass, 1);
  EXPECT_NEAR(outcome.loss.item<double>(),
              mixed_loss(CrossEntropy(), task.logits({0, 0, 0}), task.batch).item<double>(), 1e-6);
}

TEST(Objectives, DrawWhatAllRanksDrawFromTheirCommonSource) {
  Task task;
  const std::vector<std::vector<std::int64_t>> schedules{{0, 0, 0}, {2, 2, 2}, {5, 3, 1}};
  const auto watched = std::make_shared<const Watched>();
  const SelfDistilled objective(watched, schedules, 0.5);
  const auto logits = [&](std::uint64_t own, std::uint64_t common) {
    Pass pass = task.pass;
    pass.random = testing::seeded(own);
    pass.common = testing::seeded(common);
    objective.accumulate(task.model, task.batch, pass, 1);
    return watched->logits;
  };
  bool differs = false;
  for (std::uint64_t batch = 0; batch < 20; ++batch) {
    EXPECT_TRUE(at::equal(logits(1, batch), logits(2, batch))) << batch;
    differs = differs || !at::equal(logits(1, batch), logits(1, batch + 1));
  }
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace pyra
