#include "bench/bench_statistics.h"

#include <gtest/gtest.h>

#include "bench/bench_rows.h"
#include "pyra/error.h"

namespace pyra {
namespace {

TEST(Percentile, IsLinearBetweenNeighbours) {
  const std::vector<double> values{40, 10, 30, 20};  // any order
  EXPECT_DOUBLE_EQ(percentile(values, 0), 10);
  EXPECT_DOUBLE_EQ(percentile(values, 50), 25);
  EXPECT_DOUBLE_EQ(percentile(values, 90), 37);  // place 2.7: 30 + 0.7 * 10
  EXPECT_DOUBLE_EQ(percentile(values, 100), 40);
  EXPECT_DOUBLE_EQ(percentile({7}, 99), 7);
}

TEST(Percentile, NeedsAValue) { EXPECT_THROW(percentile({}, 50), InputError); }

TEST(Summary, RatesAreOverRoundsAndLatenciesOverCalls) {
  // Medians of the rounds: 0.1, 0.2, 0.4 s for 8 pictures, so 80, 40 and 20 img/s.
  const Timing timing = summarise({{0.1, 0.1, 0.5}, {0.2}, {0.4, 0.3, 0.5}}, 8);
  EXPECT_DOUBLE_EQ(timing.img_per_s.median, 40);
  EXPECT_DOUBLE_EQ(timing.img_per_s.min, 20);
  EXPECT_DOUBLE_EQ(timing.img_per_s.max, 80);
  EXPECT_DOUBLE_EQ(timing.ms, 200);
  EXPECT_DOUBLE_EQ(timing.ms_p50, 300);  // of 100 100 200 300 400 500 500
  EXPECT_EQ(timing.calls, 7);
}

BenchRow row_of(const std::string& spelling, double seconds, bool train) {
  VitConfig config;  // ViT-B/16
  BenchRow row = make_row(parse_schedule(spelling, config), 2, Precision::f32);
  row.train = train;
  Peak peak;
  peak.gflops = 200;
  fill_rates(row, {{seconds}}, peak);
  return row;
}

TEST(Rows, ShareOfThePeakCountsTwoFlopAMultiplyAddAndTwiceThatInTraining) {
  const BenchRow inference = row_of("none", 0.5, false);  // 4 img/s of 17.56 GMAC
  EXPECT_NEAR(inference.gmac, 17.56, 0.03);
  EXPECT_DOUBLE_EQ(inference.gflops, 8 * inference.gmac);
  EXPECT_DOUBLE_EQ(inference.peak_share, 8 * inference.gmac / 200);
  EXPECT_DOUBLE_EQ(row_of("none", 0.5, true).peak_share, 2 * inference.peak_share);
}

TEST(Rows, SpeedupIsOverTheSameKindOfCellWithoutMerging) {
  std::vector<BenchRow> rows{row_of("none", 0.6, false), row_of("low", 0.4, false), row_of("none", 2, true),
                             row_of("high", 0.5, true), row_of("low", 0.4, false)};
  rows.back().batch = 3;  // nothing to compare with
  fill_speedups(rows);
  EXPECT_DOUBLE_EQ(rows[0].speedup.value(), 1);
  EXPECT_NEAR(rows[1].speedup.value(), 1.5, 1e-12);
  EXPECT_NEAR(rows[3].speedup.value(), 4, 1e-12);
  EXPECT_FALSE(rows[4].speedup.has_value());
  EXPECT_NEAR(rows[1].speedup_theoretical, 2, 0.01);
}

}  // namespace
}  // namespace pyra
