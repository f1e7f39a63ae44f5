#include "bench/machine_peak.h"

#include <gtest/gtest.h>

#include "pyra/error.h"
#include "support/vit_sizes.h"

namespace pyra {
namespace {

TEST(Peak, IsTheBestShapeByItsMedian) {
  const Peak peak = peak_of(Precision::bf16, {{"qkv"}, {"fc1"}}, {{100, 400, 120}, {200, 190, 210}});
  EXPECT_DOUBLE_EQ(peak.gflops, 200);  // fc1's median; qkv's 400 was a hiccup of the clock
  EXPECT_DOUBLE_EQ(peak.best, 400);
  EXPECT_EQ(peak.sweeps, 3);
  EXPECT_DOUBLE_EQ(peak.shapes[0].gflops, 120);
  EXPECT_EQ(peak.precision, Precision::bf16);
}

VitConfig tiny() {
  return testing::vit_of({.image = 32, .patch = 8, .dim = 64, .depth = 2, .heads = 2, .mlp_dim = 256});
}

TEST(PeakMeter, MeasuresTheFourProductsOfABlockAtSeveralRows) {
  PeakMeter meter(tiny(), 3, Precision::f32, 1);
  meter.sweep();
  meter.sweep();
  const Peak peak = meter.result();
  EXPECT_EQ(peak.sweeps, 2);
  ASSERT_EQ(peak.shapes.size(), 12U);  // 17, 51 and 512 rows
  EXPECT_EQ(peak.shapes[0].name, "qkv");
  EXPECT_EQ(peak.shapes[0].rows, 17);
  EXPECT_EQ(peak.shapes[1].rows, 51);
  EXPECT_EQ(peak.shapes[2].rows, 512);
  EXPECT_EQ(peak.shapes[2].inner, 64);
  EXPECT_EQ(peak.shapes[2].columns, 192);
  EXPECT_EQ(peak.shapes[11].inner, 256);
  for (const PeakShape& shape : peak.shapes) {
    EXPECT_GT(shape.gflops, 0);
    EXPECT_GE(shape.best, shape.gflops);
    EXPECT_FALSE(shape.kernel.empty());
  }
}

TEST(PeakMeter, WholeNumbersRunEverywhere) {
  EXPECT_GT(PeakMeter(tiny(), 1, Precision::int8, 1).result().gflops, 0);
}

}  // namespace
}  // namespace pyra
