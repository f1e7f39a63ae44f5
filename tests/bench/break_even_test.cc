#include "bench/break_even.h"

#include <gtest/gtest.h>

namespace pyra {
namespace {

/// Merging costs `cost` of the pass and each removed token saves `gain` of it.
auto machine(double cost, double gain, std::vector<std::int64_t>* asked = nullptr) {
  return [=](std::int64_t rate) {
    if (asked != nullptr) asked->push_back(rate);
    return 1 / (1 + cost - gain * static_cast<double>(rate));
  };
}

TEST(BreakEven, IsTheSmallestRateThatPays) {
  for (std::int64_t expected = 1; expected <= 98; ++expected) {
    // Costs as much as `expected` - 1/2 tokens save.
    const double gain = 0.005, cost = gain * (static_cast<double>(expected) - 0.5);
    EXPECT_EQ(find_break_even(98, machine(cost, gain)).rate, expected);
  }
}

TEST(BreakEven, AFewMeasurementsAreEnough) {
  std::vector<std::int64_t> asked;
  const BreakEven found = find_break_even(98, machine(0.0125, 0.005, &asked));
  EXPECT_EQ(asked, (std::vector<std::int64_t>{1, 2, 4, 3}));
  ASSERT_EQ(found.points.size(), 4U);
  EXPECT_EQ(found.points[2].rate, 3);  // in order of rate
  EXPECT_NEAR(found.points[2].speedup, 1 / 0.9975, 1e-9);
}

TEST(BreakEven, MayNotExist) {
  std::vector<std::int64_t> asked;
  const BreakEven found = find_break_even(6, machine(0.5, 0.01, &asked));
  EXPECT_FALSE(found.rate.has_value());
  EXPECT_EQ(asked, (std::vector<std::int64_t>{1, 2, 4, 6}));
  EXPECT_FALSE(find_break_even(0, machine(0, 1)).rate.has_value());
}

}  // namespace
}  // namespace pyra
