#include "cli/bench_words.h"

#include <gtest/gtest.h>

#include "bench/break_even.h"

namespace pyra {
namespace {

TEST(Doubts, AreSaidWhereFiguresCannotBe) {
  BenchResult result;
  result.rows.resize(2);
  result.rows[0].peak_share = 1.04;
  result.rows[1].peak_share = 5.85;
  result.rows[1].schedule = "high";
  EXPECT_EQ(bench_doubts(result, 0.05).size(), 1U);
  EXPECT_NE(bench_doubts(result, {}).front().find("high, batch 0, f32 reached 585 % of the peak"),
            std::string::npos);
  result.rows.pop_back();
  EXPECT_TRUE(bench_doubts(result, {}).empty());
  ASSERT_EQ(bench_doubts(result, 0.61).size(), 1U);
  EXPECT_NE(bench_doubts(result, 0.61).front().find("61 %"), std::string::npos);
}

/// Merging costs `cost` of the pass and each removed token saves `gain` of it.
auto machine(double cost, double gain) {
  return [=](std::int64_t rate) { return 1 / (1 + cost - gain * static_cast<double>(rate)); };
}

TEST(BreakEvenWords, NameTheRateAndEveryMeasurement) {
  EXPECT_EQ(describe_break_even(find_break_even(98, machine(0.0125, 0.005))),
            "merging pays from r=3 (r=1: 0.993x, r=2: 0.998x, r=3: 1.003x, r=4: 1.008x)");
}

TEST(BreakEvenWords, SayThatItDoesNotPay) {
  const std::string words = describe_break_even(find_break_even(6, machine(0.5, 0.01)));
  EXPECT_TRUE(words.starts_with("merging does not pay (r=1: ")) << words;
}

}  // namespace
}  // namespace pyra
