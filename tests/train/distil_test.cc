// Self-distillation of a compensator in small.
#include <gtest/gtest.h>

#include <cmath>

#include "io/expect_error.h"
#include "train/distil_run.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TinyTask;

DistilRequest request_of(const TinyTask& task, const std::string& out) {
  DistilRequest request;
  request.backbone = task.path("backbone.safetensors");
  request.data = {task.path("data")};
  request.out = task.path(out);
  request.setting = {2, 4, 0.5};
  request.options.epochs = 2;
  request.options.lr = 1e-2;
  request.batch = 4;
  return request;
}

TEST(DistillationLoss, IsTheMeanDivergence) {
  const at::Tensor teacher = at::log(at::tensor({0.5, 0.25, 0.25, 0.1, 0.2, 0.7})).view({2, 3});
  const at::Tensor student = at::log(at::tensor({0.25, 0.5, 0.25, 0.1, 0.2, 0.7})).view({2, 3});
  const double wanted = (0.5 * std::log(2.0) + 0.25 * std::log(0.5)) / 2;
  EXPECT_NEAR(distillation_loss(teacher, student).item<double>(), wanted, 1e-7);
  EXPECT_NEAR(distillation_loss(teacher, teacher + 3).item<double>(), 0, 1e-7)
      << "logits are defined up to a constant";
}

TEST(TocomModel, IsTheBackboneAtStepZeroAndWithoutAShift) {
  const VitConfig config = testing::tiny_config();
  at::Generator random = testing::seeded(1);
  Vit model = make_tocom_vit(config, {2, 4, 0.5}, random);
  testing::randomise(select(model.parameters(), [](Role role) { return role != Role::adapter; }), 3);
  const at::Tensor images = testing::random_images(config, 2);
  const std::vector<std::int64_t> rates{3, 3, 3};
  Pass shifted;
  shifted.shift = RateShift{0, 3};
  const auto logits = [&](const Pass& pass) {
    const at::NoGradGuard no_grad;
    return model.forward(images, rates, pass).logits;
  };
  const at::Tensor plain = logits({});
  EXPECT_LT(testing::largest_difference(logits(shifted), plain), 1e-6);
  testing::randomise(select(model.parameters(), [](Role role) { return role == Role::adapter; }), 5);
  EXPECT_TRUE(at::equal(logits({}), plain));
  EXPECT_GT(testing::largest_difference(logits(shifted), plain), 1e-3);
}

TEST(TocomModel, HasTheSameGradientsPackedAndPlain) {
  const VitConfig config = testing::tiny_config();
  const at::Tensor images = testing::random_images(config, 2);
  Pass pass;
  pass.shift = RateShift{3, 1};
  std::vector<ParameterList> trained;
  for (const bool packed : {false, true}) {
    at::Generator random = testing::seeded(1);
    Vit model = make_tocom_vit(config, {2, 4, 0.5}, random);
    testing::randomise(model.parameters(), 3);
    for (const Parameter& parameter : model.parameters())
      parameter.tensor.requires_grad_(parameter.role == Role::adapter);
    trained.push_back(select(model.parameters(), [](Role role) { return role == Role::adapter; }));
    if (packed) model.pack(Element::f32);
    model.forward(images, {1, 1, 1}, pass).logits.square().sum().backward();
  }
  for (std::size_t i = 0; i < trained[0].size(); ++i) {
    const at::Tensor plain = trained[0][i].tensor.grad(), packed = trained[1][i].tensor.grad();
    ASSERT_TRUE(plain.defined() && packed.defined()) << trained[0][i].name;
    const double scale = plain.abs().max().item<double>();
    ASSERT_GT(scale, 0) << trained[0][i].name;
    EXPECT_LT(testing::largest_difference(plain, packed), 5e-4 * scale) << trained[0][i].name;
    // Only the pieces between the two rates are reached: channels [8 - 2 * 3, 8 - 2 * 1).
    const bool up = trained[0][i].name.ends_with("up.weight");
    for (std::int64_t channel = 0; channel < 8; ++channel) {
      const bool reached = plain.select(up ? 1 : 0, channel).abs().max().item<double>() > 0;
      EXPECT_EQ(reached, channel >= 2 && channel < 6) << trained[0][i].name << " " << channel;
    }
  }
}

/// Its class token mixes sharply and its head amplifies, so that merging changes the answers.
void sharpen(const std::filesystem::path& backbone) {
  Checkpoint checkpoint = read_checkpoint(backbone);
  for (auto& [name, tensor] : checkpoint.tensors) {
    const float factor = name == "head.weight" ? 30.0F : name.ends_with("qkv.weight") ? 3.0F : 1.0F;
    std::vector<float> values = tensor.to_float();
    for (float& value : values) value *= factor;
    tensor = make_tensor(values, tensor.shape);
  }
  write_safetensors(backbone, checkpoint.tensors, checkpoint.metadata);
}

TEST(Distil, BringsTheStudentNearer) {
  const TinyTask task(6);
  DistilRequest request = request_of(task, "tocom.safetensors");
  sharpen(request.backbone);
  request.options.epochs = 40;
  request.options.lr = 3e-3;
  request.setting.scale = 1;
  request.augmentation = "none";
  const DistilOutcome outcome = run_distil(request, {});
  double without = 0, with = 0;
  for (const ShiftGain& gain : outcome.gains) {
    without += gain.without;
    with += gain.with;
  }
  EXPECT_GT(without, 1e-3);
  EXPECT_LT(with, 0.95 * without);  // on pictures it has not seen
  const Tocom read = read_tocom(request.out);
  EXPECT_EQ(read.tensors.size(), 12U);
  EXPECT_EQ(read.backbone_fingerprint, read_backbone(request.backbone).fingerprint);
}

TEST(Distil, ResumedEndsAsIfNeverStopped) {
  const TinyTask task(6);
  run_distil(request_of(task, "whole.safetensors"), {});
  DistilRequest request = request_of(task, "parts.safetensors");
  for (int left : {3, 4}) {
    DistilObserver observer;
    observer.stop = [&] { return --left == 0; };
    EXPECT_THROW(run_distil(request, observer), Interrupted);
    EXPECT_FALSE(std::filesystem::exists(request.out));
    request.resume = true;
  }
  run_distil(request, {});
  const Tocom whole = read_tocom(task.path("whole.safetensors")),
              parts = read_tocom(task.path("parts.safetensors"));
  for (const auto& [name, tensor] : whole.tensors)
    EXPECT_EQ(parts.tensors.at(name).to_float(), tensor.to_float()) << name;
  request.setting.rank = 3;
  expect_input_error([&] { run_distil(request, {}); }, "belongs to another run");
}

/// A power cut in the midst of an epoch; what was saved last is all there is.
TEST(Distil, ResumedFromTheMidstOfAnEpochEndsAsIfNeverStopped) {
  const TinyTask task(6);
  DistilRequest request = request_of(task, "whole.safetensors");
  request.save_seconds = 0;
  const auto run_of = [&](const char* name) { return task.path(std::string(name) + ".safetensors.run"); };
  DistilObserver observer;
  std::int64_t steps = 0;
  observer.step = [&](const StepResult&) {
    if (++steps == 3) std::filesystem::copy(run_of("whole"), run_of("cut"));
  };
  run_distil(request, observer);
  request.out = task.path("cut.safetensors");
  request.resume = true;
  run_distil(request, {});
  const Tocom whole = read_tocom(task.path("whole.safetensors")), cut = read_tocom(request.out);
  for (const auto& [name, tensor] : whole.tensors)
    EXPECT_EQ(cut.tensors.at(name).to_float(), tensor.to_float()) << name;
}

TEST(Distil, ALossThatIsNotFiniteEndsIt) {
  const TinyTask task(6);
  DistilRequest request = request_of(task, "tocom.safetensors");
  request.options.lr = 1e30;
  try {
    run_distil(request, {});
    FAIL() << "expected Failure";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), code::kTocomDiverged);
    EXPECT_NE(std::string(failure.what()).find("; try a lower learning rate"), std::string::npos)
        << failure.what();
  }
}

TEST(Distil, IsWrittenBeforeItIsMeasuredAndEpochsMayGrow) {
  const TinyTask task(6);
  DistilRequest request = request_of(task, "t.safetensors");
  DistilObserver observer;
  std::int64_t epochs = 0;
  observer.epoch = [&](const EpochResult&) { ++epochs; };
  observer.stop = [&] { return epochs == 2; };
  EXPECT_THROW(run_distil(request, observer), Interrupted);
  EXPECT_FALSE(read_tocom(request.out).metrics.contains("kl_0_to_4"));
  request.resume = true;
  EXPECT_TRUE(run_distil(request, {}).tocom.metrics.contains("kl_0_to_4"));
  request.options.epochs = 3;
  EXPECT_EQ(run_distil(request, {}).tocom.metrics.at("first_epochs"), 2);
  EXPECT_EQ(read_tocom(request.out).metrics.at("epochs"), 3);
  request.options.epochs = 2;
  expect_input_error([&] { run_distil(request, {}); }, "epochs 3");
}

/// A batch that cannot be read is a batch all the same: a resumed run does not train on the one after it
/// twice.
TEST(Distil, CountsBatchesThatCannotBeRead) {
  const TinyTask task(6);
  DistilRequest request = request_of(task, "whole.safetensors");
  request.batch = 1;
  request.on_corrupt = OnCorrupt::skip;
  for (const char* picture : {"0.png", "1.png", "2.png", "3.png"})
    testing::write_bytes(task.path("data/train/class 1") / picture, "no picture");
  DistilObserver observer;
  std::string said;
  observer.say = [&](const std::string& line) { said += line + "\n"; };
  run_distil(request, observer);
  EXPECT_NE(said.find("skipped: "), std::string::npos);
  request.out = task.path("parts.safetensors");
  int left = 15;
  observer.stop = [&] { return --left == 0; };
  EXPECT_THROW(run_distil(request, observer), Interrupted);
  request.resume = true;
  run_distil(request, {});
  const Tocom whole = read_tocom(task.path("whole.safetensors")), parts = read_tocom(request.out);
  for (const auto& [name, tensor] : whole.tensors)
    EXPECT_EQ(parts.tensors.at(name).to_float(), tensor.to_float()) << name;
}

TEST(DistilInput, IsRefusedBeforeAnyStep) {
  const TinyTask task(6);
  DistilRequest request = request_of(task, "tocom.safetensors");
  request.setting.max_rate = 9;  // of 16 patches 8 may go at once, then 4, then 2
  expect_input_error([&] { run_distil(request, {}); }, "allow no more than r=8");
  request = request_of(task, "tocom.safetensors");
  request.data = {task.path("data/train/class 0")};
  expect_input_error([&] { run_distil(request, {}); }, "6 pictures; at least 20");
  request.data = {task.path("nowhere")};
  expect_input_error([&] { run_distil(request, {}); }, "no such folder");
  EXPECT_FALSE(std::filesystem::exists(task.path("tocom.safetensors.run")));
}

}  // namespace
}  // namespace pyra
