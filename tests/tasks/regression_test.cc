// Values of a picture: lists and figures.
#include <gtest/gtest.h>

#include <cmath>

#include "pictures/reference.h"
#include "pictures/refusal.h"
#include "tasks/match_targets.h"
#include "tasks/regression/score_values.h"

namespace pyra::testing {
namespace {

class Values : public ::testing::Test {
 protected:
  Dataset read(const std::string& text) {
    write_text(folder_ / "list.csv", text);
    return read_list(folder_.path(), folder_ / "list.csv");
  }
  std::string refused(const std::string& text) {
    return refusal([&] { read(text); });
  }
  TemporaryFolder folder_;
};

TEST_F(Values, AreNumbersInOneColumnOrSeveral) {
  EXPECT_EQ(read("path,value\na.jpg,1.5\n").class_names, std::vector<std::string>{"value"});
  const Dataset dataset = read("Value_Width,path,value_height\n-2,a.jpg,+3e1\n0,b.jpg,.5\n");
  EXPECT_EQ(dataset.task, "regression");
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"Width", "height"}));
  const auto first = dataset.target(dataset.samples[0]).values,
             second = dataset.target(dataset.samples[1]).values;
  EXPECT_EQ((std::vector<float>{first.begin(), first.end()}), (std::vector<float>{-2, 30}));
  EXPECT_EQ((std::vector<float>{second.begin(), second.end()}), (std::vector<float>{0, 0.5F}));
}

TEST_F(Values, ThatAreNoNumbersAreRefusedWithTheirLine) {
  for (const auto& [field, words] : {std::pair{"cat", "a finite number"},
                                     {"nan", "a finite number"},
                                     {"inf", "a finite number"},
                                     {"+-5", "a finite number"},
                                     {"1e99", "a finite number"},
                                     {"1.5x", "a finite"},
                                     {"\"1,5\"", "decimal point, not a comma"},
                                     {"", "leave out pictures"}}) {
    const std::string message = refused("path,value\na.jpg,1\nb.jpg," + std::string(field) + "\n");
    EXPECT_NE(message.find("list.csv:3: column `value` holds"), std::string::npos)
        << field << ": " << message;
    EXPECT_NE(message.find(words), std::string::npos) << field << ": " << message;
  }
  EXPECT_NE(refused("path,value_a,value_A\nx.jpg,1,2\n").find("two columns"), std::string::npos);
}

TEST_F(Values, ThatFloat32CannotTellApartAreRefused) {
  EXPECT_NE(refused("path,value\na.jpg,1700000002\nb.jpg,1700000041\n").find("subtract a constant"),
            std::string::npos);
  EXPECT_EQ(refused("path,value\na.jpg,1700000000\nb.jpg,1700000000\n"), "");
  EXPECT_EQ(refused("path,value\na.jpg,2.5\nb.jpg,1e-50\n"), "");
}

TEST_F(Values, AreInColumnsOfThatName) {
  for (const char* column : {"value", "value_a", "value2"})
    EXPECT_EQ(refused("path," + std::string(column) + "\na.jpg,1\n"), "") << column;
  for (const char* column : {"valued_by", "value_", "evaluation"})
    EXPECT_NE(refused("path," + std::string(column) + "\na.jpg,1\n"), "") << column;
}

TEST_F(Values, UnderOtherNamesAreAskedFor) {
  const std::string message = refused("path,width,height\na.jpg,1,2\n");
  EXPECT_NE(message.find("of the columns 'path', 'width' and 'height' none says what is to be learned"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("such as `value_width`"), std::string::npos);
}

TEST_F(Values, AreMatchedByName) {
  const Dataset train = read("path,value_a,value_b\nx.jpg,1,2\n");
  Dataset test = read("path,value_c,value_b,value_a\ny.jpg,3,4,5\n");
  match_targets(test, "regression", scheme_of(train), "test.csv");
  const auto values = test.target(test.samples[0]).values;
  EXPECT_EQ((std::vector<float>{values.begin(), values.end()}), (std::vector<float>{5, 4}));
  EXPECT_NE(test.notes.back().find("knows nothing of 'c'"), std::string::npos);
  Dataset lacking = read("path,value_a\ny.jpg,3\n");
  EXPECT_NE(refusal([&] {
              match_targets(lacking, "regression", scheme_of(train), "test.csv");
            }).find("test.csv lacks the value 'b'"),
            std::string::npos);
}

TEST(ValueScores, AreR2AndTheMeanAbsoluteError) {
  Dataset dataset;
  dataset.class_names = {"a", "b"};
  dataset.targets = std::make_shared<const std::vector<float>>(std::vector<float>{1, 7, 2, 7, 3, 7, 4, 7});
  for (std::int64_t i = 0; i < 4; ++i) dataset.samples.push_back({"p", i});
  const std::vector<std::int64_t> index{0, 1, 2, 3};
  const std::vector<float> kept{1, 7, 2, 8, 3, 7, 2, 7};
  const std::vector<double> metrics = measure_values({dataset, index, kept, 2});
  EXPECT_NEAR(metrics[0], 1 - 4.0 / 5, 1e-9) << "b is always 7: its R2 is not defined and does not count";
  EXPECT_NEAR(metrics[1], (2.0 / 4 + 1.0 / 4) / 2, 1e-9);
  EXPECT_TRUE(std::isnan(by_value({dataset, index, kept, 2})[0].values[1]));
}

}  // namespace
}  // namespace pyra::testing
