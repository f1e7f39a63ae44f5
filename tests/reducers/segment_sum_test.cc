#include "reducers/shared/segment_sum.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace pyra {
namespace {

using Values = std::vector<float>;
using Indices = std::vector<std::int32_t>;

TEST(SegmentSum, AddsRowsByHand) {
  const Values input{1, 2, 3, 4, 5, 6};  // [3, 2]
  const Indices segment{1, 0, 1};
  Values output(6, 99);  // [3, 2], one segment stays empty
  segment_sum(input.data(), segment.data(), nullptr, 3, 3, 2, output.data());
  EXPECT_EQ(output, (Values{3, 4, 6, 8, 0, 0}));
  const Values weight{1, 10, 0.5F};
  segment_sum(input.data(), segment.data(), weight.data(), 3, 3, 2, output.data());
  EXPECT_EQ(output, (Values{30, 40, 3.5F, 5, 0, 0}));
}

TEST(GatherRows, CopiesRowsByHand) {
  const Values input{1, 2, 3, 4};  // [2, 2]
  const Indices index{1, 1, 0};
  Values output(6, 99);
  gather_rows(input.data(), index.data(), nullptr, 3, 2, output.data());
  EXPECT_EQ(output, (Values{3, 4, 3, 4, 1, 2}));
  const Values weight{2, 0, -1};
  gather_rows(input.data(), index.data(), weight.data(), 3, 2, output.data());
  EXPECT_EQ(output, (Values{6, 8, 0, 0, -1, -2}));
}

// Small whole numbers, whose float sums are exact.
Values whole_numbers(std::size_t count, std::mt19937& engine) {
  std::uniform_int_distribution<int> number(-8, 8);
  Values values(count);
  for (float& value : values) value = static_cast<float>(number(engine));
  return values;
}

double dot(const Values& a, const Values& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

TEST(SegmentSum, IsTheAdjointOfGatherRows) {
  std::mt19937 engine(3);
  constexpr std::int64_t kRows = 37, kSegments = 11, kChannels = 19;
  std::uniform_int_distribution<std::int32_t> pick(0, kSegments - 1);
  Indices segment(kRows);
  for (auto& index : segment) index = pick(engine);
  const Values x = whole_numbers(kRows * kChannels, engine), y = whole_numbers(kSegments * kChannels, engine);
  const Values weight = whole_numbers(kRows, engine);
  for (const float* scale : {static_cast<const float*>(nullptr), weight.data()}) {
    Values sums(kSegments * kChannels), copies(kRows * kChannels);
    segment_sum(x.data(), segment.data(), scale, kRows, kSegments, kChannels, sums.data());
    gather_rows(y.data(), segment.data(), scale, kRows, kChannels, copies.data());
    EXPECT_EQ(dot(sums, y), dot(x, copies));
  }
}

TEST(SegmentSum, IsTheSameBitForBitAgain) {
  std::mt19937 engine(4);
  std::normal_distribution<float> normal;
  Values x(200 * 33), once(3 * 33), again(3 * 33);
  for (float& value : x) value = normal(engine);
  Indices segment(200);
  for (std::size_t i = 0; i < segment.size(); ++i) segment[i] = static_cast<std::int32_t>(i % 3);
  segment_sum(x.data(), segment.data(), nullptr, 200, 3, 33, once.data());
  segment_sum(x.data(), segment.data(), nullptr, 200, 3, 33, again.data());
  EXPECT_EQ(once, again);
}

TEST(SegmentSum, OfNothingIsZero) {
  Values output(4, 1);
  segment_sum(nullptr, nullptr, nullptr, 0, 2, 2, output.data());
  EXPECT_EQ(output, Values(4, 0));
}

}  // namespace
}  // namespace pyra
