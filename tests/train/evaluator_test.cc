#include "train/evaluator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "io/expect_error.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::expect_input_error;

/// Seven classes, one picture of each, and a model that gives every picture the same scores.
class Evaluator : public ::testing::Test {
 protected:
  Evaluator() {
    for (std::int64_t label = 0; label < 7; ++label) {
      const auto file = folder_ / (std::to_string(label) + ".png");
      write_png(file, testing::class_picture(label, 0));
      dataset_.samples.push_back({file, label});
    }
    preprocessing_.crop_height = preprocessing_.crop_width = 32;
    preprocessing_.direct_resize = true;
    options_.height = options_.width = 32;
    options_.batch = 3;  // the last batch is smaller
  }

  Evaluation evaluate_scores(const std::vector<float>& scores, const std::function<bool()>& stop = {}) {
    VitConfig config = testing::tiny_config();
    config.classes = static_cast<std::int64_t>(scores.size());
    at::Generator random = testing::seeded(0);
    const Vit model = assemble(config, {}, random);
    for (const Parameter& parameter : model.parameters()) {
      if (parameter.name == "head.bias") parameter.tensor.copy_(at::tensor(scores));
    }
    const auto transform = make_eval_transform(preprocessing_);
    return evaluate(model, dataset_, *transform, options_, {}, stop);
  }

  testing::TemporaryFolder folder_;
  Dataset dataset_;
  Preprocessing preprocessing_;
  LoaderOptions options_;
};

TEST_F(Evaluator, CountsTheBestAndTheFiveBest) {
  const Evaluation result = evaluate_scores({0, 1, 2, 3, 4, 5, 6});
  EXPECT_EQ(result.count, 7);
  EXPECT_DOUBLE_EQ(result.top1, 100.0 / 7);
  EXPECT_DOUBLE_EQ(result.top5, 500.0 / 7);
  EXPECT_EQ(result.predicted, std::vector<std::int64_t>(7, 6));
  EXPECT_EQ(result.label, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(result.index, result.label);
}

TEST_F(Evaluator, GivesTiesToTheLowestClass) {
  const Evaluation result = evaluate_scores(std::vector<float>(7, 0.0F));
  EXPECT_DOUBLE_EQ(result.top1, 100.0 / 7);
  EXPECT_DOUBLE_EQ(result.top5, 500.0 / 7);
  EXPECT_NEAR(result.loss, std::log(7.0), 1e-6);
  EXPECT_NEAR(result.probability.at(0), 1.0 / 7, 1e-6);
  EXPECT_EQ(result.predicted, std::vector<std::int64_t>(7, 0));
}

TEST_F(Evaluator, DoesNotTakeNotANumberForAnAnswer) {
  for (const float broken :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> scores(7, 0.0F);
    scores[3] = broken;
    expect_input_error([&] { evaluate_scores(scores); }, "NaN or infinity");
  }
}

TEST_F(Evaluator, RefusesLabelsWithoutAClass) {
  expect_input_error(
      [&] {
        evaluate_scores({0, 1, 2});
      },
      "3.png has label 3, but the model has 3 classes (0 to 2)");
}

TEST_F(Evaluator, StopsWhenAsked) {
  EXPECT_THROW(evaluate_scores(std::vector<float>(7, 0.0F), [] { return true; }), Interrupted);
}

TEST_F(Evaluator, CountsUnreadablePicturesApart) {
  testing::write_bytes(folder_ / "2.png", "no picture");
  options_.on_corrupt = OnCorrupt::skip;
  const Evaluation result = evaluate_scores({0, 1, 2, 3, 4, 5, 6});
  EXPECT_EQ(result.count, 6);
  EXPECT_EQ(result.skipped, 1);
  EXPECT_NE(result.skipped_messages.at(0).find("2.png"), std::string::npos);
  EXPECT_EQ(result.label, (std::vector<std::int64_t>{0, 1, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace pyra
