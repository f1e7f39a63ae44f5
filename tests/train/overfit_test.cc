// Every way of tuning, with every reducer, learns one batch by heart.
#include <gtest/gtest.h>

#include "train/tiny_task.h"

namespace pyra {
namespace {

using Combination = std::tuple<std::string, std::string>;

class Overfit : public ::testing::TestWithParam<Combination> {};

TEST_P(Overfit, OneBatch) {
  const testing::TinyTask task(2);  // 2 pictures of each of 4 classes, the same for the test
  AdaptRequest request = task.request("out");
  std::tie(request.recipe.method, request.recipe.reducer) = GetParam();
  request.recipe.epochs = 60;
  request.recipe.batch = 8;
  request.recipe.lr = 1e-2;
  request.recipe.drop_path = request.recipe.adapter_dropout = 0;
  const auto [setup, outcome] = testing::run(request);
  EXPECT_EQ(outcome.log.back().running, 100);
  EXPECT_LT(outcome.log.back().loss, 0.5 * outcome.log.front().loss);
  ASSERT_TRUE(outcome.test);
  EXPECT_EQ(outcome.test->metric("top1"), 100);
}

INSTANTIATE_TEST_SUITE_P(Methods, Overfit,
                         ::testing::Combine(::testing::Values("none", "lora", "adapter", "full"),
                                            ::testing::Values("none", "tome", "pyra")),
                         [](const auto& info) {
                           return "method_" + std::get<0>(info.param) + "_reducer_" + std::get<1>(info.param);
                         });

}  // namespace
}  // namespace pyra
