#include "search/staircase.h"

#include <gtest/gtest.h>

#include "pyra/schedule.h"
#include "search/search_config.h"

namespace pyra {
namespace {

using testing::tiny;

TEST(Staircase, GivesBackTheRatesItCameFrom) {
  const VitConfig config = tiny();
  for (const Rates& rates : {Rates(12, 16), Rates{40, 34, 30, 24, 18, 14, 10, 8, 4, 4, 3, 3},
                             Rates{0, 98, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0}}) {
    const Rates fitting = make_schedule("", rates, config).rates;
    EXPECT_EQ(rates_at(staircase_of(fitting, config), 1, config), fitting);
  }
}

TEST(Staircase, NeverRemovesMoreThanHalf) {
  const VitConfig config = tiny();
  const Rates rates = steepest_rates(config);
  EXPECT_EQ(rates, make_schedule("", rates, config).rates);
  EXPECT_EQ((Rates{rates[0], rates[1], rates[2]}), (Rates{98, 49, 24}));
}

TEST(Staircase, UsesUpTheBudget) {
  const VitConfig config = tiny();
  const MacCost cost(config);
  const double whole = cost.of(Rates(12, 0));
  for (const Staircase& shape : {Staircase(12, 1), Staircase{1, 0, 0, 2, 0, 0, 5, 0, 0, 1, 1, 1},
                                 staircase_of(Rates(12, 16), config)}) {
    for (const double speedup : {1.1, 1.7, 2.0}) {
      const auto rates = fit(shape, whole / speedup, cost, config);
      ASSERT_TRUE(rates);
      EXPECT_LE(cost.of(*rates), whole / speedup);
      EXPECT_GT(cost.of(*rates), whole / speedup * 0.985);
      for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] > 0) continue;
        EXPECT_EQ((*rates)[i], 0) << "block " << i;
      }
    }
  }
}

TEST(Staircase, RemovesNothingWhereTheBudgetAllowsIt) {
  const VitConfig config = tiny();
  EXPECT_EQ(fit(Staircase(12, 1), 100, MacCost(config), config), Rates(12, 0));
}

TEST(Staircase, SaysWhereAShapeCannotMeetTheBudget) {
  const VitConfig config = tiny();
  Staircase late(12, 0);
  late[11] = 1;
  EXPECT_FALSE(fit(late, MacCost(config).of(Rates(12, 0)) / 3, MacCost(config), config));
  EXPECT_FALSE(fit(Staircase(12, 0), 0.1, MacCost(config), config));
}

}  // namespace
}  // namespace pyra
