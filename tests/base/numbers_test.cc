#include "base/text/numbers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pyra {
namespace {

TEST(Numbers, FixedDecimals) {
  EXPECT_EQ(fixed_number(12.345, 2), "12.35");
  EXPECT_EQ(fixed_number(-0.5, 1), "\u22120.5");
  EXPECT_EQ(fixed_number(-0.001, 1), "0.0");
  EXPECT_EQ(fixed_number(1234567.5, 1), "1,234,567.5");
  EXPECT_EQ(fixed_number(std::nan(""), 2), "\u2013");
  EXPECT_EQ(fixed_number(INFINITY, 2), "\u2013");
}

TEST(Numbers, ShortFormKeepsFourDigits) {
  EXPECT_EQ(short_number(0), "0");
  EXPECT_EQ(short_number(0.0123456), "0.01235");
  EXPECT_EQ(short_number(81.2500), "81.25");
  EXPECT_EQ(short_number(3), "3");
  EXPECT_EQ(short_number(294912), "294,912");
  EXPECT_EQ(short_number(1e300), "1.00e+300");
}

TEST(Numbers, OfThreeDigits) {
  for (const auto& [value, text] :
       {std::pair{0.0, "0"}, {0.00123456, "0.00123"}, {12345.0, "1.23e+04"}, {2.0, "2"}})
    EXPECT_EQ(three_digits(value), text);
}

TEST(Numbers, Grouping) {
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(294912), "294,912");
  EXPECT_EQ(grouped(-1000), "\u22121,000");
}

TEST(Numbers, CoordinatesArePlainAscii) {
  EXPECT_EQ(coordinate(1.0), "1");
  EXPECT_EQ(coordinate(-2.5), "-2.5");
  EXPECT_EQ(coordinate(-0.001), "0");
  EXPECT_EQ(coordinate(100), "100");
  EXPECT_EQ(coordinate(INFINITY), "0");
}

TEST(Numbers, ClockTime) {
  EXPECT_EQ(clock_time(0), "0:00");
  EXPECT_EQ(clock_time(42.4), "0:42");
  EXPECT_EQ(clock_time(3723), "1:02:03");
  EXPECT_EQ(clock_time(-1), "-:--");
  EXPECT_EQ(clock_time(INFINITY), "-:--");
}

}  // namespace
}  // namespace pyra
