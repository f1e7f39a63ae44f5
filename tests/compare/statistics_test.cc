#include "compare/statistics.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace pyra {
namespace {

TEST(Statistics, StudentsQuantilesAreThoseOfTheTables) {
  for (const auto& [degrees, wanted] : {std::pair{1.0, 12.7062},
                                        {2.0, 4.3027},
                                        {5.0, 2.5706},
                                        {10.0, 2.2281},
                                        {30.0, 2.0423},
                                        {120.0, 1.9799}}) {
    EXPECT_NEAR(student_quantile(0.975, degrees), wanted, 1e-4) << degrees;
    EXPECT_NEAR(student_quantile(0.025, degrees), -wanted, 1e-4) << degrees;
  }
  EXPECT_NEAR(student_quantile(0.5, 3), 0, 1e-6);
}

TEST(Statistics, OfFewNumbers) {
  const std::array values{1.0, 2.0, 4.0};
  EXPECT_DOUBLE_EQ(mean(values), 7.0 / 3);
  EXPECT_NEAR(standard_deviation(values), std::sqrt(7.0 / 3), 1e-12);
  const Interval interval = mean_interval(values);
  EXPECT_NEAR(interval.half, 4.30265 * std::sqrt(7.0 / 3) / std::sqrt(3.0), 1e-4);
  EXPECT_EQ(interval.count, 3U);
  EXPECT_TRUE(std::isnan(mean({})));
  EXPECT_TRUE(std::isnan(standard_deviation(std::span(values).first(1))));
  EXPECT_TRUE(std::isnan(mean_interval(std::span(values).first(1)).half));
}

TEST(Statistics, GapRecovery) {
  EXPECT_DOUBLE_EQ(gap_recovery(60, 70, 50), 0.5);
  EXPECT_DOUBLE_EQ(gap_recovery(45, 70, 50), -0.25);
  EXPECT_TRUE(std::isnan(gap_recovery(60, 50, 50.01))) << "there is no gap";
}

TEST(Statistics, TheParetoFrontIsWhatNothingBeatsInBoth) {
  using Points = std::vector<std::pair<double, double>>;
  EXPECT_EQ(pareto_front(Points{{3, 9}, {1, 5}, {2, 4}, {2, 7}, {4, 9}}),
            (std::vector<std::size_t>{1, 3, 0}));
  EXPECT_EQ(pareto_front(Points{{1, std::numeric_limits<double>::quiet_NaN()}, {2, 1}}),
            (std::vector<std::size_t>{1}));
  EXPECT_TRUE(pareto_front(Points{}).empty());
}

}  // namespace
}  // namespace pyra
