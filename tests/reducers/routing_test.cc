#include "reducers/shared/routing.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "reducers/evit/route_by_attention.h"
#include "reducers/heed/route_by_heed.h"
#include "reducers/shared/segment_sum.h"

namespace pyra {
namespace {

TEST(Routing, ByJoinsIsTheMeanBySizeInTheOrderOfWhoStays) {
  const std::vector<float> size{1, 2, 3, 1, 4};
  std::vector<std::int32_t> row{0, 1, 1, -1, 4};  // 2 joins 1, 3 leaves; in place
  std::vector<float> share(5), sizes(3);
  route_by_joins(row.data(), size.data(), {5, 1, 2}, {row.data(), share.data(), sizes.data()});
  EXPECT_EQ(row, (std::vector<std::int32_t>{0, 1, 1, -1, 2}));
  EXPECT_EQ(sizes, (std::vector<float>{1, 5, 4}));
  EXPECT_EQ(share, (std::vector<float>{1, 0.4F, 0.6F, 0, 1}));
}

TEST(Routing, RanksEqualsByIndexAndNoNumbersLast) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> scores{9, 1, nan, 3, 1, 3};
  std::vector<std::int32_t> ranked(5);
  rank_descending(scores.data(), 1, 5, ranked.data());
  EXPECT_EQ(ranked, (std::vector<std::int32_t>{3, 5, 1, 4, 2}));
}

TEST(Routing, ByAttentionFusesOneMoreThanLeaves) {
  const std::vector<float> attention{0.3F, 0.05F, 0.2F, 0.1F, 0.25F, 0.1F};
  std::vector<std::int32_t> row(6), scratch(6);
  std::vector<float> share(6), size(4);
  route_by_attention(attention.data(), {6, 1, 2}, {row.data(), share.data(), size.data()}, scratch.data());
  EXPECT_EQ(row, (std::vector<std::int32_t>{0, 3, 1, 3, 2, 3}));
  EXPECT_EQ(share, (std::vector<float>{1, 0.05F, 1, 0.1F, 1, 0.1F}));
  EXPECT_EQ(size, (std::vector<float>(4, 1)));
  std::vector<std::int32_t> all(6);
  std::vector<float> whole(6);
  route_by_attention(attention.data(), {6, 1, 0}, {all.data(), share.data(), whole.data()}, scratch.data());
  EXPECT_EQ(all, (std::vector<std::int32_t>{0, 1, 2, 3, 4, 5}));
}

struct Heeded {
  std::vector<std::int32_t> row;
  std::vector<float> share, size;
};

Heeded heed(const std::vector<float>& x, const std::vector<float>& attention, const float* size,
            const RouteShape& shape) {
  const auto tokens = static_cast<std::size_t>(shape.tokens);
  Heeded result{std::vector<std::int32_t>(tokens), std::vector<float>(tokens),
                std::vector<float>(tokens - static_cast<std::size_t>(shape.rate))};
  std::vector<std::byte> scratch(route_by_heed_scratch(2, shape) + 64);
  void* aligned = scratch.data();
  std::size_t space = scratch.size();
  std::align(64, route_by_heed_scratch(2, shape), aligned, space);
  route_by_heed(x.data(), 2, attention.data(), size, shape,
                {result.row.data(), result.share.data(), result.size.data()}, aligned);
  return result;
}

// On the unit circle; A = 2, 4 (0 is the class token), B = 1, 3, 5. Token 2 is 0.2 from 1, 4 is 0.04 from 5.
const std::vector<float> kCircle{1, 1, 0, 1, 0.6F, 0.8F, 1, 0, -0.28F, -0.96F, 0, -1};

TEST(Routing, ByHeedSparesWhatIsAttendedTo) {
  // 4 is the nearer pair, but 0.04 x 512^(1/3) > 0.2 x 1^(1/3).
  const Heeded found = heed(kCircle, {0, 3, 1, 1, 512, 1}, nullptr, {6, 1, 1});
  EXPECT_EQ(found.row, (std::vector<std::int32_t>{0, 2, 2, 3, 1, 4}));
  EXPECT_EQ(found.share, (std::vector<float>{1, 0.75F, 0.25F, 1, 1, 1}));  // by attention
  EXPECT_EQ(found.size, (std::vector<float>{1, 1, 2, 1, 1}));
}

TEST(Routing, ByHeedTakesSizesWhereNothingIsAttendedTo) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> size{1, 3, 1, 1, 1, 4};
  const Heeded found = heed(kCircle, {nan, 0, nan, 1, 0, 0}, size.data(), {6, 1, 2});
  EXPECT_EQ(found.row, (std::vector<std::int32_t>{0, 1, 1, 2, 3, 3}));
  EXPECT_EQ(found.share, (std::vector<float>{1, 0.75F, 0.25F, 1, 0.2F, 0.8F}));
  EXPECT_EQ(found.size, (std::vector<float>{1, 4, 1, 5}));
}

TEST(SegmentSum, LeavesOutRowsThatGoNowhere) {
  const std::vector<float> input{1, 2, 10, 20, 100, 200};
  const std::vector<std::int32_t> segment{0, -1, 0};
  std::vector<float> output(2), back(6, 7);
  segment_sum(input.data(), segment.data(), nullptr, 3, 1, 2, output.data());
  EXPECT_EQ(output, (std::vector<float>{101, 202}));
  gather_rows(output.data(), segment.data(), nullptr, 3, 2, back.data());
  EXPECT_EQ(back, (std::vector<float>{101, 202, 0, 0, 101, 202}));
}

}  // namespace
}  // namespace pyra
