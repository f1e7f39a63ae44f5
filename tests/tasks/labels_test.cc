// Several labels a picture: lists, figures and what is told of them.
#include <gtest/gtest.h>

#include <cmath>

#include "pictures/reference.h"
#include "pictures/refusal.h"
#include "pictures/sets/data_digest.h"
#include "tasks/labels/score_labels.h"
#include "tasks/match_targets.h"

namespace pyra::testing {
namespace {

class Labels : public ::testing::Test {
 protected:
  Dataset read(const std::string& text) {
    write_text(folder_ / "list.csv", text);
    return read_list(folder_.path(), folder_ / "list.csv");
  }
  std::vector<float> row(const Dataset& dataset, std::size_t i) {
    const auto values = dataset.target(dataset.samples[i]).values;
    return {values.begin(), values.end()};
  }
  std::string refused(const std::string& text) {
    return refusal([&] { read(text); });
  }
  TemporaryFolder folder_;
};

TEST_F(Labels, AreReadFromAListWithSemicolonsBetweenThem) {
  const Dataset dataset =
      read("path,labels,by\na.jpg,sea; sand,me\nb.jpg,,me\n\"c,1.jpg\",\"sand;;sea;\",you\n");
  EXPECT_EQ(dataset.task, "labels");
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"sand", "sea"}));
  EXPECT_EQ(row(dataset, 0), (std::vector<float>{1, 1}));
  EXPECT_EQ(row(dataset, 1), (std::vector<float>{0, 0}));
  EXPECT_EQ(row(dataset, 2), (std::vector<float>{1, 1}));
  ASSERT_EQ(dataset.notes.size(), 1U);
  EXPECT_NE(dataset.notes[0].find("column 'by' is not read"), std::string::npos);
}

TEST_F(Labels, MaySpellOneNameInTwoWaysOfUnicode) {
  const Dataset dataset = read("path;labels\na.jpg;\"caf\xc3\xa9;x\"\nb.jpg;cafe\xcc\x81\n");
  EXPECT_EQ(dataset.class_names.size(), 2U);
  EXPECT_EQ(row(dataset, 1), (std::vector<float>{1, 0}));
}

TEST_F(Labels, ThatASeparatorTearsApartAreRefused) {
  EXPECT_NE(refused("path;labels\na.jpg;sea;sand\n").find("list.csv:2: 3 fields, expected 2"),
            std::string::npos);
  EXPECT_EQ(refused("path,labels\na.jpg,sea,\n"), "");  // what is beyond holds nothing
}

TEST_F(Labels, OfOnePictureMayNotDiffer) {
  EXPECT_NE(refused("path,labels\na.jpg,sea\na.jpg,sea;sand\n").find("'a.jpg' is given as 'sea;sand' here"),
            std::string::npos);
  EXPECT_EQ(refused("path,labels\na.jpg,sea;sand\na.jpg,sand;sea\n"), "");
}

TEST_F(Labels, ThatNobodyHasMemoryForAreRefused) {
  std::string text = "path,labels\n";
  for (int i = 0; i < 30000; ++i) text += "p/" + std::to_string(i) + ".jpg,l" + std::to_string(i) + "\n";
  EXPECT_NE(refused(text).find("make a table of 3600 MB"), std::string::npos);
}

TEST_F(Labels, AreMatchedByName) {
  const Dataset train = read("path,labels\na.jpg,sea;sand\nb.jpg,tree\n");
  Dataset test = read("path,labels\nc.jpg,tree;sea\n");
  match_targets(test, "labels", scheme_of(train), "test.csv");
  EXPECT_EQ(test.class_names, train.class_names);
  EXPECT_EQ(row(test, 0), (std::vector<float>{0, 1, 1}));
  Dataset strange = read("path,labels\nc.jpg,car\n");
  EXPECT_NE(refusal([&] { match_targets(strange, "labels", scheme_of(train), "test.csv"); })
                .find("test.csv has the label 'car', unknown to the training pictures ('sand', 'sea' and "
                      "'tree'); take it out"),
            std::string::npos);
  Dataset classes = read("path,label\nc.jpg,sea\n");
  EXPECT_NE(
      refusal([&] {
        match_targets(classes, "labels", scheme_of(train), "test.csv");
      }).find("test.csv is of task classification (one class a picture), the training pictures of labels"),
      std::string::npos);
}

TEST_F(Labels, OfTwoListsStandInOneTableWhenTheyAreJoined) {
  Dataset first = read("path,labels\na.jpg,sea\nb.jpg,sand\n");
  Dataset second = read("path,labels\nc.jpg,sea;sand\n");
  const std::string before = digest(first);
  append_samples(first, second);
  ASSERT_EQ(first.samples.size(), 3U);
  EXPECT_EQ(row(first, 0), (std::vector<float>{0, 1}));
  EXPECT_EQ(row(first, 2), (std::vector<float>{1, 1}));
  EXPECT_NE(digest(first), before);
  const Dataset other = read("path,labels\na.jpg,sea\nb.jpg,sand;sea\n");
  EXPECT_NE(digest(other), before) << "a changed label is another data set";
}

TEST_F(Labels, AreSplitWithTheirTargets) {
  const auto [kept, out] = split_dataset(read("path,labels\na.jpg,x\nb.jpg,y\nc.jpg,x;y\nd.jpg,\n"), 0.5, 1);
  EXPECT_EQ(kept.samples.size(), 2U);
  EXPECT_EQ(out.samples.size(), 2U);
  for (const Dataset* part : {&kept, &out}) {
    EXPECT_EQ(part->task, "labels");
    for (std::size_t i = 0; i < 2; ++i) {
      const std::string name = std::filesystem::path(part->samples[i].path).filename();
      EXPECT_EQ(row(*part, i), (std::vector<float>{name == "a.jpg" || name == "c.jpg" ? 1.0F : 0.0F,
                                                   name == "b.jpg" || name == "c.jpg" ? 1.0F : 0.0F}));
    }
  }
}

TEST_F(Labels, NotesTellWhatCannotBeLearned) {
  const auto notes = find_task("labels").notes(read("path,labels\na.jpg,x;y\nb.jpg,x\nc.jpg,x\n"));
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0], "labels: x (3), y (1), with the pictures that bear each");
  EXPECT_EQ(notes[1], "every training picture bears 'x': nothing to learn there");
}

TEST_F(Labels, ThatWereHardlyMeantAreNamed) {
  const auto notes = find_task("labels").notes(read("path,labels\na.jpg,x|y;Sea\nb.jpg,sea\n"));
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(notes[1], "labels are separated by ; alone, so each of these is one: 'x|y'");
  EXPECT_EQ(notes[2], "labels that differ in case alone are two: 'sea and Sea'");
}

TEST_F(Labels, WithQuotesOfTheirOwnAreRefused) {
  EXPECT_NE(refused("path,labels\na.jpg,\"can fly\";\"vehicle\"\n").find("holds a quote"), std::string::npos);
  EXPECT_EQ(refused("path,labels\na.jpg,\"can fly;vehicle\"\n"), "");
  EXPECT_NE(refused("path,labels\na.jpg,anim\xe4l\n").find("save the list as UTF-8"), std::string::npos);
}

/// Pictures whose truth and scores are given, row by row.
struct Scored {
  Dataset dataset;
  std::vector<std::int64_t> index;
  std::vector<float> kept;

  Scored(std::vector<float> truth, std::vector<float> scores, std::size_t labels) : kept(std::move(scores)) {
    for (std::size_t k = 0; k < labels; ++k) dataset.class_names.push_back("l" + std::to_string(k));
    dataset.task = "labels";
    for (std::size_t i = 0; i < truth.size() / labels; ++i) {
      index.push_back(static_cast<std::int64_t>(i));
      dataset.samples.push_back({"p", index.back()});
    }
    dataset.targets = std::make_shared<const std::vector<float>>(std::move(truth));
  }
  Answers answers(double threshold = 0.5) const {
    return {dataset, index, kept, static_cast<std::int64_t>(dataset.class_names.size()), threshold};
  }
};

TEST(LabelScores, AveragePrecisionIsThatOfTheRanking) {
  // By hand: ranks 1 and 3 of four are right: (1/1 + 2/3) / 2.
  EXPECT_NEAR(average_precision(Scored({1, 0, 1, 0}, {0.9F, 0.8F, 0.7F, 0.1F}, 1).answers(), 0), 5.0 / 6,
              1e-12);
  // Equal scores count together: two of three at once, precision 2/3; then the last, 2/4 adds no recall.
  EXPECT_NEAR(average_precision(Scored({1, 0, 1, 0}, {0.9F, 0.9F, 0.9F, 0.1F}, 1).answers(), 0), 2.0 / 3,
              1e-12);
  EXPECT_TRUE(std::isnan(average_precision(Scored({0, 0}, {0.9F, 0.1F}, 1).answers(), 0)));
}

TEST(LabelScores, MeansAreOverTheLabelsThatOccur) {
  // l0: TP 1, FP 1, FN 1 -> F1 1/2; l1: TP 1, FP 0, FN 0 -> 1; l2 occurs nowhere and is given once.
  const Scored scored({1, 0, 0, 1, 1, 0, 0, 0, 0}, {0.9F, 0.2F, 0.6F, 0.3F, 0.8F, 0.1F, 0.7F, 0.1F, 0.2F}, 3);
  const std::vector<double> metrics = measure_labels(scored.answers());
  const double l0 = 0.5 * 1 + 0.5 * (2.0 / 3);  // ranks 1 and 3
  EXPECT_NEAR(metrics[0], 100 * (l0 + 1) / 2, 1e-9);
  EXPECT_NEAR(metrics[1], 100 * 2 * 2.0 / (4 + 3), 1e-9);  // TP 2, given 4, borne 3
  EXPECT_NEAR(metrics[2], 100 * (0.5 + 1) / 2, 1e-9);
  EXPECT_NEAR(measure_labels(scored.answers(0.25))[2], 100 * (2 * 2.0 / (3 + 2) + 1) / 2, 1e-9);
}

TEST(LabelScores, LossIsExactForLargeLogitsToo) {
  const std::vector<float> truth{1, 0, 1};
  const std::vector<float> logits{2, -1, -80};
  const double wanted = (std::log1p(std::exp(-2.0)) + std::log1p(std::exp(-1.0)) + 80) / 3;
  EXPECT_NEAR(labels_loss(logits.data(), 3, {-1, truth}), wanted, 1e-9);
  EXPECT_NEAR(label_probabilities(logits.data(), 3)[0], 1 / (1 + std::exp(-2.0)), 1e-7);
}

TEST(LabelScores, DivergenceIsZeroBetweenEqualAnswersAlone) {
  const std::vector<float> one{0.2F, 1, 0}, other{0.4F, 1, 0};
  EXPECT_EQ(labels_divergence(one, one), 0);
  EXPECT_NEAR(labels_divergence(one, other), (0.2 * std::log(0.5) + 0.8 * std::log(0.8 / 0.6)) / 3, 1e-7);
  EXPECT_TRUE(same_labels(one, other));
  EXPECT_FALSE(same_labels(one, std::vector<float>{0.6F, 1, 0}));
}

TEST(LabelScores, APicturesF1CountsNothingFoundWhereNothingIsAsRight) {
  const std::vector<float> none{0, 0}, truth{1, 1}, low{0.1F, 0.2F}, half{0.9F, 0.2F};
  EXPECT_EQ(picture_f1(low.data(), 2, {-1, none}), 1);
  EXPECT_EQ(picture_f1(low.data(), 2, {-1, truth}), 0);
  EXPECT_NEAR(picture_f1(half.data(), 2, {-1, truth}), 2.0 / 3, 1e-12);
}

}  // namespace
}  // namespace pyra::testing
