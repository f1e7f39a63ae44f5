#include "search/latency_cost.h"

#include <gtest/gtest.h>

#include "search/search_config.h"

namespace pyra {
namespace {

/// A machine that keeps to the formula, in milliseconds.
double formula(const Rates& rates) {
  double ms = 0.5, tokens = 197;
  for (const std::int64_t rate : rates) {
    ms += 0.01 * tokens + 2e-5 * tokens * tokens + (rate > 0 ? 0.05 + 1e-5 * tokens * tokens : 0);
    tokens -= static_cast<double>(rate);
    ms += 0.02 * tokens;
  }
  return ms;
}

TEST(LatencyCost, LearnsAMachineThatKeepsToTheFormula) {
  const LatencyCost cost(testing::tiny(), [](const std::vector<Rates>& schedules) {
    std::vector<double> ms;
    for (const Rates& rates : schedules) ms.push_back(formula(rates));
    return ms;
  });
  EXPECT_LT(cost.error(), 0.005);
  for (const Rates& unseen : {Rates(12, 7), Rates{60, 30, 0, 0, 20, 0, 10, 0, 0, 5, 0, 0},
                              Rates{0, 0, 0, 0, 0, 90, 0, 0, 0, 0, 0, 0}}) {
    EXPECT_NEAR(cost.of(unseen) / formula(unseen), 1, 0.03);
  }
}

TEST(LatencyCost, TakesAMeasurementIntoAccount) {
  LatencyCost cost(testing::tiny(), [](const std::vector<Rates>& schedules) {
    std::vector<double> ms;
    for (const Rates& rates : schedules) ms.push_back(formula(rates));
    return ms;
  });
  cost.correct(Rates(12, 16), 7);
  EXPECT_NEAR(cost.of(Rates(12, 16)), 7, 1e-9);
}

}  // namespace
}  // namespace pyra
