// What reports say about confused classes.
#include "tasks/classification/confusions.h"

#include <gtest/gtest.h>

namespace pyra {
namespace {

/// As Task::keep leaves them: the class, its probability, the rank of the true one.
AnswerFigures confused(const std::vector<std::int64_t>& truth, const std::vector<float>& predicted,
                       const std::vector<std::string>& names) {
  Dataset dataset;
  std::vector<std::int64_t> index;
  std::vector<float> kept;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    dataset.samples.push_back({"", truth[i]});
    index.push_back(static_cast<std::int64_t>(i));
    kept.insert(kept.end(), {predicted[i], 0.5F, 0});
  }
  return confusions({dataset, index, kept, static_cast<std::int64_t>(names.size())}, names);
}

TEST(Confusions, AFewClassesAreAllShown) {
  const AnswerFigures figures = confused({0, 0, 1, 2}, {0, 1, 1, 0}, {"a", "b", "c"});
  EXPECT_EQ(figures.confusion, (std::vector<std::vector<std::int64_t>>{{1, 1, 0}, {0, 1, 0}, {1, 0, 0}}));
  EXPECT_EQ(figures.confusion_note, "");
  ASSERT_EQ(figures.confused.size(), 2U);
  EXPECT_EQ(figures.confused[0].of, 2);
}

TEST(Confusions, OfManyClassesTheWorstAreShownAndTheRestIsCounted) {
  std::vector<std::int64_t> truth;
  std::vector<float> predicted;
  std::vector<std::string> names;
  for (std::int64_t k = 0; k < 20; ++k) {
    names.push_back("class " + std::to_string(k));
    for (int i = 0; i < 10; ++i) {
      truth.push_back(k);  // the first classes do worst, and go to one that is not shown
      predicted.push_back(i < k / 2 ? static_cast<float>(k) : 19);
    }
  }
  const AnswerFigures figures = confused(truth, predicted, names);
  ASSERT_EQ(figures.class_names.size(), 12U);
  EXPECT_EQ(figures.confusion_note, "the 12 of 20 classes with the lowest accuracy");
  for (std::size_t row = 0; row < 12; ++row) {
    ASSERT_EQ(figures.confusion[row].size(), 13U);
    EXPECT_EQ(figures.confusion[row].back(), 10 - static_cast<std::int64_t>(row) / 2)
        << "all wrong ones went to class 19";
  }
}

}  // namespace
}  // namespace pyra
