#include "show/axis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace pyra {
namespace {

TEST(Axis, TicksAreRoundAndCoverTheData) {
  const Axis axis = make_axis(0.13, 4.4);
  EXPECT_EQ(axis.low, 0);
  EXPECT_EQ(axis.high, 5);
  EXPECT_EQ(axis.ticks, (std::vector<double>{0, 1, 2, 3, 4, 5}));
}

TEST(Axis, KeepsTheRangeOfTheDataWhenAsked) {
  const Axis axis = make_axis(1, 30, {.ticks = 7, .integers = true, .outward = false});
  EXPECT_EQ(axis.low, 1);
  EXPECT_EQ(axis.high, 30);
  EXPECT_EQ(axis.ticks, (std::vector<double>{5, 10, 15, 20, 25, 30}));
}

TEST(Axis, WholeNumbersGetNoTicksBetweenThem) {
  const Axis axis = make_axis(1, 3, {.ticks = 7, .integers = true, .outward = false});
  EXPECT_EQ(axis.ticks, (std::vector<double>{1, 2, 3}));
}

TEST(Axis, ConstantDataGetRoomOnBothSides) {
  for (const double value : {0.0, 5.0, -5.0, 1e-200, 1e15, 1e99}) {
    const Axis axis = make_axis(value, value);
    EXPECT_LT(axis.low, axis.high) << value;
    EXPECT_TRUE(std::isfinite(axis.place(value, 0, 100))) << value;
    EXPECT_GE(axis.ticks.size(), 2u) << value;
    EXPECT_LE(axis.ticks.size(), 100u) << value;
  }
}

TEST(Axis, WidestDrawableRangeStaysFinite) {
  const Axis axis = make_axis(-9e99, 9e99);
  EXPECT_NEAR(axis.place(0, 0, 100), 50, 1e-9);
}

TEST(Axis, LabelsHaveTheDecimalsOfTheStep) {
  EXPECT_EQ(make_axis(0, 1, {.ticks = 4}).label(0.5), "0.5");
  EXPECT_EQ(make_axis(0, 0.04, {.ticks = 4}).label(0.02), "0.02");
  EXPECT_EQ(make_axis(0, 400).label(100), "100");
  EXPECT_EQ(make_axis(-10, 10).label(-5), "\u22125");
}

TEST(Axis, ExtentLeavesOutWhatCannotBeDrawn) {
  Extent extent;
  extent.add(std::nan(""));
  extent.add(std::numeric_limits<double>::infinity());
  extent.add(1e200);
  EXPECT_TRUE(extent.empty());
  extent.add(-3);
  extent.add(-7);
  EXPECT_EQ(extent.low(), -7);
  EXPECT_EQ(extent.high(), -3);
}

}  // namespace
}  // namespace pyra
