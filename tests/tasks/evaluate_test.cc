#include "pyra/evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "io/expect_error.h"
#include "io/temporary_folder.h"
#include "pyra/error.h"
#include "pyra/image.h"

namespace pyra {
namespace {

using testing::expect_input_error;

/// Seven classes, one picture of each, and a model that gives every picture the same scores.
class Evaluator : public ::testing::Test {
 protected:
  Evaluator() {
    for (std::int64_t label = 0; label < 7; ++label) {
      const auto file = folder_ / (std::to_string(label) + ".png");
      write_png(file, {4, 4, std::vector<std::uint8_t>(48, static_cast<std::uint8_t>(30 * label))});
      dataset_.samples.push_back({file, label});
    }
    preprocessing_.crop_height = preprocessing_.crop_width = 32;
    preprocessing_.direct_resize = true;
    options_.height = options_.width = 32;
    options_.batch = 3;  // the last batch is smaller
  }

  Evaluation evaluate_scores(const std::vector<float>& scores, const std::function<bool()>& stop = {}) {
    const auto transform = make_eval_transform(preprocessing_);
    const Classify always = [&](const float*, std::int64_t count, float* logits) {
      for (std::int64_t i = 0; i < count; ++i) logits = std::copy(scores.begin(), scores.end(), logits);
    };
    return evaluate(always, static_cast<std::int64_t>(scores.size()), dataset_, *transform, options_, {},
                    stop);
  }

  testing::TemporaryFolder folder_;
  Dataset dataset_;
  Preprocessing preprocessing_;
  LoaderOptions options_;
};

TEST_F(Evaluator, CountsTheBestAndTheFiveBest) {
  const Evaluation result = evaluate_scores({0, 1, 2, 3, 4, 5, 6});
  EXPECT_EQ(result.count, 7);
  EXPECT_DOUBLE_EQ(result.metric("top1"), 100.0 / 7);
  EXPECT_DOUBLE_EQ(result.metric("top5"), 500.0 / 7);
  EXPECT_EQ(result.index, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6}));
  ASSERT_EQ(result.kept.size(), 21U);  // class, probability and rank of the true one
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(result.kept[3 * i], 6);
    EXPECT_EQ(result.kept[3 * i + 2], 6 - static_cast<float>(i));
  }
}

TEST_F(Evaluator, GivesTiesToTheLowestClass) {
  const Evaluation result = evaluate_scores(std::vector<float>(7, 0.0F));
  EXPECT_DOUBLE_EQ(result.metric("top1"), 100.0 / 7);
  EXPECT_DOUBLE_EQ(result.metric("top5"), 500.0 / 7);
  EXPECT_NEAR(result.loss, std::log(7.0), 1e-6);
  EXPECT_NEAR(result.kept.at(1), 1.0 / 7, 1e-6);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(result.kept[3 * i], 0);
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

TEST_F(Evaluator, GivesTheModelEveryPictureOnce) {
  const auto transform = make_eval_transform(preprocessing_);
  std::vector<std::int64_t> counts;
  const Classify brightest = [&](const float* images, std::int64_t count, float* logits) {
    counts.push_back(count);
    for (std::int64_t i = 0; i < count; ++i) {
      const float level = (images[i * 3 * 32 * 32] * 0.5F + 0.5F) * 255;  // mean and std are 0.5
      for (std::int64_t k = 0; k < 7; ++k) *logits++ = -std::abs(level - 30.0F * static_cast<float>(k));
    }
  };
  std::vector<std::int64_t> done;
  const Evaluation result = evaluate(brightest, 7, dataset_, *transform, options_,
                                     [&](std::int64_t count, std::int64_t total, const Metric& so_far) {
                                       done.push_back(count);
                                       EXPECT_EQ(total, 7);
                                       EXPECT_EQ(so_far.title, "accuracy");
                                       EXPECT_DOUBLE_EQ(so_far.value, 100);
                                     });
  EXPECT_DOUBLE_EQ(result.metric("top1"), 100);
  EXPECT_EQ(counts, (std::vector<std::int64_t>{3, 3, 1}));
  EXPECT_EQ(done, (std::vector<std::int64_t>{3, 6, 7}));
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
  EXPECT_EQ(result.index, (std::vector<std::int64_t>{0, 1, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace pyra
