// A run that was stopped and resumed ends with the bytes of one that never stopped.
#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "io/expect_error.h"
#include "tasks/list.h"
#include "train/learning_rate.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TinyTask;

/// Two steps an epoch of two batches of four, everything random that a run can have.
AdaptRequest noisy_request(const TinyTask& task, const std::string& out, const std::string& augmentation) {
  AdaptRequest request = task.request(out);
  request.recipe.epochs = 3;
  request.recipe.accumulate = 2;
  request.recipe.drop_path = 0.3;
  request.recipe.adapter_dropout = 0.2;
  request.recipe.augmentation = augmentation;
  request.recipe.seed = 11;
  return request;
}

AdaptObserver stop_after(int steps) {
  AdaptObserver observer;
  observer.stop = [left = steps]() mutable { return --left == 0; };
  return observer;
}

TensorMap tensors_of(const std::filesystem::path& file) { return read_checkpoint(file).tensors; }

void expect_same_bytes(const TensorMap& ours, const TensorMap& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (const auto& [name, tensor] : ours) {
    const HostTensor& other = theirs.at(name);
    ASSERT_EQ(tensor.shape, other.shape) << name;
    EXPECT_EQ(std::memcmp(tensor.data, other.data, tensor.bytes()), 0) << name;
  }
}

/// Trains to the end, stopping at every one of `stops` (counted in steps of each session).
AdaptOutcome run_in_sessions(AdaptRequest request, const std::vector<int>& stops) {
  for (const int stop : stops) {
    EXPECT_THROW(testing::run(request, stop_after(stop)), Interrupted);
    request.resume = true;
  }
  return testing::run(request).outcome;
}

class Resume : public ::testing::TestWithParam<std::string> {};

TEST_P(Resume, EndsAsIfNeverStopped) {
  const TinyTask task;
  const AdaptOutcome whole = testing::run(noisy_request(task, "whole", GetParam())).outcome;
  // In the middle of an epoch, at the end of one, and twice.
  const std::vector<std::vector<int>> sessions{{1}, {2}, {3, 2}};
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    SCOPED_TRACE(i);
    const std::string out = "parts" + std::to_string(i);
    const AdaptOutcome parts = run_in_sessions(noisy_request(task, out, GetParam()), sessions[i]);
    expect_same_bytes(tensors_of(task.path(out) / "adapter.safetensors"),
                      tensors_of(task.path("whole") / "adapter.safetensors"));
    expect_same_bytes(tensors_of(task.path(out) / "last.ckpt"), tensors_of(task.path("whole") / "last.ckpt"));
    ASSERT_EQ(parts.log.size(), whole.log.size());
    for (std::size_t epoch = 0; epoch < whole.log.size(); ++epoch) {
      EXPECT_EQ(parts.log[epoch].epoch, whole.log[epoch].epoch);
      EXPECT_EQ(parts.log[epoch].loss, whole.log[epoch].loss);
      EXPECT_EQ(parts.log[epoch].running, whole.log[epoch].running);
      EXPECT_EQ(parts.log[epoch].images, whole.log[epoch].images);
    }
    EXPECT_EQ(RunLog(task.path(out) / "log.jsonl", 99, standard_task()).records().size(), 3u);
  }
}

/// A power cut: what was saved last is all there is.
TEST_P(Resume, FromTheMidstOfAnEpochEndsAsIfNeverStopped) {
  const TinyTask task(6);  // 24 pictures: six batches of four in three steps an epoch
  AdaptRequest request = noisy_request(task, "whole", GetParam());
  request.recipe.val_fraction = 0;
  request.save_seconds = 0;
  const auto kept = [&](std::int64_t epoch, std::int64_t batch) {
    return task.path("kept " + std::to_string(epoch) + " " + std::to_string(batch));
  };
  AdaptObserver observer;  // keeps every checkpoint, seen at the step after it
  std::optional<std::pair<std::int64_t, std::int64_t>> before;
  observer.step = [&](const StepResult& step) {
    if (before) {
      const auto folder = kept(before->first, before->second);
      std::filesystem::copy(task.path("whole"), folder);
    }
    before = {step.epoch, step.batch};
  };
  const AdaptOutcome whole = testing::run(request, observer).outcome;
  for (const auto& [epoch, batch] : {std::pair{0, 2}, {0, 6}, {1, 4}}) {
    SCOPED_TRACE(std::to_string(epoch) + " " + std::to_string(batch));
    request.out = kept(epoch, batch);
    request.resume = true;
    const auto position =
        nlohmann::json::parse(read_checkpoint(request.out / "last.ckpt").metadata.at("pyra.position"));
    if (batch == 6) {
      EXPECT_EQ(position.at("epoch"), 1) << "the end of an epoch";
    } else {
      EXPECT_EQ(position.at("epoch"), epoch);
      EXPECT_EQ(position.at("batch"), batch) << "at a step, never between the batches of one";
    }
    const AdaptOutcome parts = testing::run(request).outcome;
    expect_same_bytes(tensors_of(request.out / "adapter.safetensors"),
                      tensors_of(task.path("whole") / "adapter.safetensors"));
    expect_same_bytes(tensors_of(request.out / "last.ckpt"), tensors_of(task.path("whole") / "last.ckpt"));
    ASSERT_EQ(parts.log.size(), whole.log.size());
    for (std::size_t i = 0; i < whole.log.size(); ++i) {
      EXPECT_EQ(parts.log[i].loss, whole.log[i].loss);
      EXPECT_EQ(parts.log[i].running, whole.log[i].running);
      EXPECT_EQ(parts.log[i].images, whole.log[i].images);
    }
  }
}

/// An epoch that is trained and not yet validated is not trained again.
TEST(ResumeValidation, GoesOnWithIt) {
  const TinyTask task(6);
  AdaptRequest request = task.request("whole");
  request.recipe.val_fraction = 0.5;
  const AdaptOutcome whole = testing::run(request).outcome;
  request.out = task.path("parts");
  std::int64_t steps = 0;
  AdaptObserver observer;
  observer.step = [&](const StepResult&) { ++steps; };
  observer.evaluation = [&](std::int64_t, std::int64_t, const Metric&) { steps = 1000; };
  observer.stop = [&] { return steps >= 1000; };
  EXPECT_THROW(testing::run(request, observer), Interrupted);
  request.resume = true;
  const AdaptOutcome parts = testing::run(request).outcome;
  ASSERT_EQ(parts.log.size(), whole.log.size());
  for (std::size_t i = 0; i < whole.log.size(); ++i) {
    EXPECT_EQ(parts.log[i].val_loss, whole.log[i].val_loss);
    EXPECT_EQ(parts.log[i].loss, whole.log[i].loss);
    EXPECT_EQ(parts.log[i].images, whole.log[i].images);
    EXPECT_GT(parts.log[i].img_per_s, 0);
  }
  expect_same_bytes(tensors_of(request.out / "adapter.safetensors"),
                    tensors_of(task.path("whole") / "adapter.safetensors"));
}

TEST(ResumeTest, TheAdapterIsThereBeforeItIsTested) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  bool testing_now = false;
  AdaptObserver observer;
  observer.trained = [&] {
    EXPECT_TRUE(std::filesystem::exists(request.out / "adapter.safetensors"));
    testing_now = true;
  };
  observer.stop = [&] { return testing_now; };
  try {
    testing::run(request, observer);
    ADD_FAILURE() << "was not stopped";
  } catch (const Interrupted& stopped) {
    EXPECT_NE(std::string(stopped.what()).find("of the test"), std::string::npos) << stopped.what();
  }
  const auto before = tensors_of(request.out / "adapter.safetensors");
  request.resume = true;
  const AdaptOutcome outcome = testing::run(request).outcome;
  EXPECT_EQ(outcome.test->count, 16);
  EXPECT_EQ(outcome.manifest.metrics.at("test_count"), 16);
  expect_same_bytes(tensors_of(request.out / "adapter.safetensors"), before);
}

TEST(ResumeGrowth, EpochsMayGrowAndTheRateFollowsTheNewCosine) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.epochs = 3;
  request.recipe.warmup_epochs = -1;  // one of three
  testing::run(request);
  request.resume = true;
  request.recipe.epochs = 12;  // four, were it begun with twelve
  std::string said;
  AdaptObserver observer;
  observer.say = [&](const std::string& line) { said += line + "\n"; };
  observer.stop = [left = 8]() mutable { return --left == 0; };
  EXPECT_THROW(testing::run(request, observer), Interrupted);
  EXPECT_NE(said.find("begun for 3 epochs, now for 12"), std::string::npos) << said;
  const AdaptOutcome outcome = testing::run(request).outcome;  // twelve is what it is for now
  ASSERT_EQ(outcome.log.size(), 12U);
  const LearningRate rate{request.recipe.lr, request.recipe.min_lr, request.recipe.warmup_lr, 1, 12};
  for (std::int64_t epoch = 3; epoch < 12; ++epoch)
    EXPECT_EQ(outcome.log[static_cast<std::size_t>(epoch)].lr, rate.at(epoch));
  EXPECT_EQ(outcome.manifest.metrics.at("first_epochs"), 3);
  request.recipe.epochs = 6;
  expect_input_error([&] { testing::run(request); }, "epochs = 12");
}

INSTANTIATE_TEST_SUITE_P(Augmentations, Resume, ::testing::Values("light", "rand"),
                         [](const auto& info) { return info.param; });

TEST(ResumeRefuses, AnotherRecipeWithBothPrinted) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  EXPECT_THROW(testing::run(request, stop_after(1)), Interrupted);
  request.resume = true;
  request.recipe.lr = 0.125;
  expect_input_error([&] { testing::run(request); }, "lr = 0.001");
  expect_input_error([&] { testing::run(request); }, "lr = 0.125");
  try {
    testing::run(request);
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find("batch"), std::string::npos)
        << "only what differs: " << error.what();
  }
}

TEST(ResumeRefuses, AnotherBackboneAndOtherPictures) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  EXPECT_THROW(testing::run(request, stop_after(1)), Interrupted);
  request.resume = true;
  AdaptRequest other = request;
  other.backbone = task.write_backbone_file("other.safetensors", 2);
  expect_input_error([&] { testing::run(other); }, "belongs to another run");
  std::filesystem::remove(task.path("data") / "train" / "class 0" / "0.png");
  expect_input_error([&] { testing::run(request); }, "removed: train/class 0/0.png");
}

TEST(ResumeRefuses, ADamagedCheckpoint) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  EXPECT_THROW(testing::run(request, stop_after(1)), Interrupted);
  request.resume = true;
  const auto file = task.path("out") / "last.ckpt";
  const Checkpoint good = read_checkpoint(file);
  const auto expect_refusal = [&](const std::string& name, const HostTensor& instead) {
    TensorMap tensors = good.tensors;
    ASSERT_TRUE(tensors.contains(name)) << name;
    tensors.at(name) = instead;
    write_safetensors(file, tensors, good.metadata);
    EXPECT_THROW(testing::run(request), InputError) << name;
  };
  expect_refusal("random.state", make_tensor(std::vector<float>{1, 2}, {2}));
  HostTensor short_state = good.tensors.at("random.state");
  short_state.shape = {8};
  expect_refusal("random.state", short_state);
  expect_refusal("param.head.bias", make_tensor(std::vector<float>{1, 2}, {2}));
  expect_refusal("adam.m.head.bias", make_tensor(std::vector<float>{1, 2}, {2}));
  auto metadata = good.metadata;
  metadata["pyra.position"] = "{\"epoch\": \"one\"}";
  write_safetensors(file, good.tensors, metadata);
  EXPECT_THROW(testing::run(request), InputError);
}

TEST(Checkpoint, HoldsMomentsOfTrainableWeightsOnly) {
  const TinyTask task;
  testing::run(task.request("out"));
  std::size_t moments = 0;
  for (const auto& [name, tensor] : tensors_of(task.path("out") / "last.ckpt")) {
    if (!name.starts_with("adam.m.")) continue;
    ++moments;
    EXPECT_TRUE(name.find("LoRA") != std::string::npos || name.find("pyra_") != std::string::npos ||
                name.find("head.") != std::string::npos)
        << name;
  }
  EXPECT_EQ(moments, 3u * 2 + 3 * 4 + 2);  // LoRA a, b and PYRA's four a block, the head's two
}

}  // namespace
}  // namespace pyra
