// pyra adapt --teacher: whose answers, from which weights, and what is refused.
#include "train/teacher.h"

#include <gtest/gtest.h>

#include "engine/run_at.h"
#include "io/expect_error.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TinyTask;

/// A task with an adapter that was tuned with every token.
class TeacherTest : public ::testing::Test {
 protected:
  TeacherTest() : whole_(task_.request("whole")) {
    whole_.recipe.reducer = "none";
    testing::run(whole_);
  }
  AdaptRequest taught(const std::string& out, const std::string& reducer = "tome") const {
    AdaptRequest request = task_.request(out);
    request.recipe.reducer = reducer;
    request.teacher = whole_.out;
    return request;
  }

  TinyTask task_;
  AdaptRequest whole_;
};

std::string all_notes(const AdaptSetup& setup) {
  std::string all;
  for (const std::string& note : setup.notes) all += note + "\n";
  return all;
}

TEST_F(TeacherTest, AnswersAsItsEngineDoesAndRemembers) {
  const AdaptSetup setup = prepare_adapt(taught("out"));
  const InferenceModel& model = *setup.teacher;
  const Engine engine(PackedModel(model, Precision::f32), model.rates, {1, {}});
  const at::Tensor images = testing::random_images(setup.config, 3),
                   others = testing::random_images(setup.config, 3) + 1;
  at::Tensor wanted = at::empty({3, 4});
  run_at(engine, images.const_data_ptr<float>(), 3, wanted.mutable_data_ptr<float>());
  Teacher forgetful(model, 5, false), remembers(model, 5, true);
  EXPECT_LT(testing::largest_difference(forgetful.answers(images, {0, 4, 2}), wanted), 1e-5);
  EXPECT_GT(testing::largest_difference(forgetful.answers(others, {0, 4, 2}), wanted), 1e-3);
  EXPECT_LT(testing::largest_difference(remembers.answers(images, {0, 4, 2}), wanted), 1e-5);
  const at::Tensor again = remembers.answers(others, {2, 0, 3});  // 2 and 0 are known, 3 is not
  EXPECT_LT(testing::largest_difference(again[0], wanted[2]), 1e-5);
  EXPECT_LT(testing::largest_difference(again[1], wanted[0]), 1e-5);
  EXPECT_GT(testing::largest_difference(again[2], wanted[1]), 1e-3);
}

TEST_F(TeacherTest, LendsItsAdapterAndHead) {
  const AdaptSetup setup = prepare_adapt(taught("out", "pyra"));
  const Checkpoint teacher = read_checkpoint(whole_.out / "adapter.safetensors");
  std::size_t same = 0;
  for (const Parameter& parameter : setup.trainable) {
    if (parameter.role == Role::reducer) continue;
    EXPECT_TRUE(at::equal(parameter.tensor, to_torch(teacher.tensors.at(parameter.name)))) << parameter.name;
    ++same;
  }
  EXPECT_EQ(same, teacher.tensors.size());
  EXPECT_NE(all_notes(setup).find("go on from the teacher's"), std::string::npos);
}

TEST_F(TeacherTest, OfAnotherWidthOnlyAnswers) {
  AdaptRequest request = taught("out");
  request.recipe.width = 2;
  const std::string notes = all_notes(prepare_adapt(request));
  EXPECT_NE(notes.find("start fresh: it is lora of width 4, this run lora of width 2"), std::string::npos)
      << notes;
}

TEST_F(TeacherTest, DecidesTheRun) {
  AdaptRequest alone = taught("alone");
  alone.teacher.reset();
  const auto with = testing::run(taught("with")), again = testing::run(taught("again")),
             without = testing::run(alone);
  EXPECT_EQ(with.outcome.log.back().loss, again.outcome.log.back().loss);
  EXPECT_NE(with.outcome.log.back().loss, without.outcome.log.back().loss);
}

TEST_F(TeacherTest, IsRefusedWhereItKnowsOtherClassesOrPixels) {
  AdaptRequest request = taught("out");
  std::filesystem::rename(task_.path("data") / "train" / "class 2", task_.path("data") / "train" / "class 9");
  std::filesystem::rename(task_.path("data") / "test" / "class 2", task_.path("data") / "test" / "class 9");
  expect_input_error([&] { prepare_adapt(request); }, "class 2 is 'class 2' there and 'class 3' here");
  std::filesystem::rename(task_.path("data") / "train" / "class 9", task_.path("data") / "train" / "class 2");
  std::filesystem::rename(task_.path("data") / "test" / "class 9", task_.path("data") / "test" / "class 2");
  request.recipe.mean = "0.1 0.2 0.3";
  expect_input_error([&] { prepare_adapt(request); }, "reads other pixels");
  request = taught("out");
  request.recipe.schedule = "elastic";
  expect_input_error([&] { prepare_adapt(request); }, "is its own teacher");
  request = taught("out");
  request.teacher = task_.path("nowhere");
  expect_input_error([&] { prepare_adapt(request); }, "nowhere");
}

TEST_F(TeacherTest, AnotherOneIsAnotherRun) {
  AdaptRequest request = taught("out");
  AdaptSetup setup = prepare_adapt(request);
  AdaptObserver observer;
  observer.stop = [] { return true; };
  EXPECT_THROW(run_adapt(request, setup, observer), Interrupted);
  AdaptRequest other = whole_;
  other.out = task_.path("other");
  other.recipe.seed = 5;
  testing::run(other);
  request.resume = true;
  request.teacher = other.out;
  AdaptSetup resumed = prepare_adapt(request);
  expect_input_error([&] { run_adapt(request, resumed, {}); }, "teacher");
}

}  // namespace
}  // namespace pyra
