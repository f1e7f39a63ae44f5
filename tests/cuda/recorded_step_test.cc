// Recorded training steps, on the GPU's operations in the emulator: they learn what steps queued anew learn,
// and every replay asks for the same operations with the same numbers of the host, none of which waits for
// the device (where() does: it copies a scalar there). A CUDA graph would freeze anything else.
#include "train/recorded_step.h"

#include <ATen/record_function.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "cuda/chosen_ops.h"
#include "model/tiny_vit.h"
#include "train/losses/cross_entropy.h"

namespace pyra {
namespace {

using testing::normal;

/// Every operation of torch with the shapes of its tensors and the values of its numbers, from here to the
/// end of the object.
class OperationLog {
 public:
  OperationLog() {
    current = this;
    handle_ = at::addThreadLocalCallback(
        at::RecordFunctionCallback(begin, end).needsInputs(true).scopes({at::RecordScope::FUNCTION}));
  }
  ~OperationLog() {
    at::removeCallback(handle_);
    current = nullptr;
  }
  std::vector<std::string> lines;

 private:
  static std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function) {
    const std::string name = function.name();
    if (current->inside_ == 0) {
      std::ostringstream line;
      line << name;
      for (const c10::IValue& input : function.inputs()) {
        if (input.isTensor()) {
          line << ' ' << (input.toTensor().defined() ? input.toTensor().sizes() : at::IntArrayRef());
        } else if (!input.isTensorList() && !input.isGenerator()) {
          line << ' ' << input;
        }
      }
      current->lines.push_back(line.str());
    }
    if (name == kAdam) ++current->inside_;
    return nullptr;
  }
  static void end(const at::RecordFunction& function, at::ObserverContext*) {
    if (function.name() == std::string(kAdam)) --current->inside_;
  }

  static constexpr const char* kAdam =
      "aten::_fused_adamw_";  // on the CPU it reads the learning rate; a GPU's reads its own memory
  static thread_local OperationLog* current;
  at::CallbackHandle handle_;
  int inside_ = 0;
};
thread_local OperationLog* OperationLog::current = nullptr;

/// Replays by doing the work again, and holds every replay against the first.
class Again final : public StepGraph {
 public:
  explicit Again(int& replays) : replays_(replays) {}
  void record(const std::function<void()>& work) override { work_ = work; }
  void replay() override {
    ++replays_;
    std::vector<std::string> lines;
    {
      OperationLog log;
      work_();
      lines = std::move(log.lines);
    }
    EXPECT_GT(lines.size(), 5U);
    for (const std::string& line : lines) {
      for (const char* waits : {"aten::item", "aten::_local_scalar_dense", "aten::is_nonzero",
                                "aten::nonzero", "aten::equal", "aten::where"})
        EXPECT_NE(line.substr(0, line.find(' ')), waits);
    }
    if (first_.empty()) first_ = lines;
    EXPECT_EQ(lines, first_);
  }

 private:
  int& replays_;
  std::function<void()> work_;
  std::vector<std::string> first_;
};

struct Setting {
  std::string adapter = "lora", reducer = "pyra";
  double dropout = 0, clip_norm = 0;
  std::int64_t accumulate = 1;
  bool mixed = false, checkpointing = false, distilled = false;
  bool doubled = false;  // gradients, between the two recordings, as ranks add them up there
};

struct Task {
  explicit Task(const Setting& setting) : setting_(setting) {
    testing::choose_ops(testing::emulated_ops());
    Tuning tuning = testing::tuning_of(setting.adapter, setting.reducer, {3, 2, 0});
    tuning.dropout = tuning.drop_path = setting.dropout;
    model.emplace(testing::random_vit(testing::tiny_config(), tuning));
    optimizer.emplace(freeze(*model, tuning), AdamWOptions{});
    if (setting.distilled)
      objective = std::make_unique<SelfDistilled>(std::make_shared<CrossEntropy>(),
                                                  std::vector<std::vector<std::int64_t>>{{3, 2, 0}}, 0.5);
    else
      objective = std::make_unique<Supervised>(std::make_shared<CrossEntropy>());
  }

  StepParts parts() {
    return {*model, *objective,        *optimizer, testing::seeded(7), std::nullopt, setting_.checkpointing,
            false,  setting_.clip_norm};
  }

  /// Losses of `steps` updates; the last batch is smaller.
  std::vector<double> train(BatchStep& step, int steps) {
    std::vector<double> losses;
    for (int i = 0; i < steps; ++i) {
      for (std::int64_t part = 0; part < setting_.accumulate; ++part) {
        const std::uint64_t seed = 10 * static_cast<std::uint64_t>(i) + static_cast<std::uint64_t>(part);
        const std::int64_t size = i + 1 < steps ? 4 : 3;
        const at::Tensor labels = at::arange(size, at::kLong);
        MixedBatch batch{testing::random_images(testing::tiny_config(), size, seed), labels, labels.flip(0)};
        if (setting_.mixed)
          batch.share =
              at::tensor({0.6F + 0.01F * static_cast<float>(i), 0.4F - 0.01F * static_cast<float>(i)});
        losses.push_back(
            step.accumulate(batch, 1.0 / static_cast<double>(setting_.accumulate)).loss.item<double>());
      }
      if (setting_.doubled) {
        for (const Parameter& parameter : optimizer->parameters()) {
          if (parameter.tensor.grad().defined()) parameter.tensor.mutable_grad().mul_(2);
        }
      }
      step.update(0.01 / (i + 1));
    }
    return losses;
  }

  std::optional<Vit> model;
  std::unique_ptr<const Objective> objective;
  std::optional<AdamW> optimizer;

 private:
  Setting setting_;
};

class RecordedSteps : public ::testing::Test {
 protected:
  MakeStepGraph graphs() {
    return [this] { return std::make_unique<Again>(replays); };
  }
  int replays = 0;
};

TEST_F(RecordedSteps, LearnWhatStepsQueuedAnewLearn) {
  std::vector<Setting> settings(9);
  settings[1].reducer = "tome";
  settings[2].adapter = "adapter";
  settings[3].adapter = "full";
  settings[4].clip_norm = 0.5;
  settings[5].accumulate = 2;
  settings[6].mixed = true;
  settings[7].distilled = true;
  settings[8].doubled = true;
  settings[8].clip_norm = 1e9;  // AdamW alone does not mind the factor
  for (std::size_t i = 0; i < settings.size(); ++i) {
    SCOPED_TRACE(i);
    constexpr int kSteps = 8;
    Task eager(settings[i]), recorded(settings[i]);
    EagerStep queued(eager.parts());
    RecordedStep step(recorded.parts(), graphs());
    replays = 0;
    const auto expected = eager.train(queued, kSteps), losses = recorded.train(step, kSteps);
    ASSERT_EQ(losses.size(), expected.size());
    for (std::size_t at = 0; at < losses.size(); ++at)
      EXPECT_NEAR(losses[at], expected[at], 1e-5 * std::abs(expected[at])) << at;
    // Of gradients and of updates, all but the first three; the last batch is too small for the recording.
    const int batches = static_cast<int>(settings[i].accumulate) * (kSteps - 1);
    EXPECT_EQ(replays, batches - Recording::kWarmUps + kSteps - Recording::kWarmUps);
  }
}

TEST_F(RecordedSteps, DrawOtherMasksAtEveryStep) {
  Setting setting;
  setting.dropout = 0.4;
  Task task(setting);
  RecordedStep step(task.parts(), graphs());
  task.optimizer->set_learning_rate(0);
  std::vector<double> losses;
  const at::Tensor labels = at::arange(4, at::kLong);
  const MixedBatch batch{testing::random_images(testing::tiny_config(), 4), labels, labels};
  for (int i = 0; i < 7; ++i) {
    losses.push_back(step.accumulate(batch, 1).loss.item<double>());
    step.clear();
  }
  EXPECT_EQ(replays, 7 - Recording::kWarmUps);
  std::sort(losses.begin(), losses.end());
  EXPECT_EQ(std::unique(losses.begin(), losses.end()), losses.end());
}

TEST_F(RecordedSteps, DrawTheSameMasksWhereBlocksAreComputedAgain) {
  Setting setting;
  setting.dropout = 0.4;
  Task kept(setting);
  setting.checkpointing = true;
  Task again(setting);
  RecordedStep first(kept.parts(), graphs()), second(again.parts(), graphs());
  const auto expected = kept.train(first, 6), losses = again.train(second, 6);
  for (std::size_t at = 0; at < losses.size(); ++at)
    EXPECT_NEAR(losses[at], expected[at], 1e-5 * std::abs(expected[at])) << at;
}

TEST_F(RecordedSteps, AreTheSameRunTwice) {
  Setting setting;
  setting.dropout = 0.3;
  Task one(setting), other(setting);
  RecordedStep first(one.parts(), graphs()), second(other.parts(), graphs());
  EXPECT_EQ(one.train(first, 6), other.train(second, 6));
}

TEST_F(RecordedSteps, UpdateBeforeTheFirstBatchLeavesWeightsAlone) {
  Task task({});
  RecordedStep step(task.parts(), graphs());
  const at::Tensor& weight = task.optimizer->parameters().front().tensor;
  const at::Tensor before = weight.detach().clone();
  step.update(0.1);
  EXPECT_TRUE(at::equal(weight, before));
}

}  // namespace
}  // namespace pyra
