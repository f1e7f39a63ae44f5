// Matchings worked by hand. Both kernels must give each of them.
#include "reducers/tome/match_tokens.h"

#include <gtest/gtest.h>

#include "reducers/match_tokens_reference.h"
#include "reducers/matching.h"

namespace pyra {
namespace {

using testing::Matching;
using testing::MatchKernel;
using Indices = std::vector<std::int32_t>;

class MatchTokens : public ::testing::TestWithParam<MatchKernel> {
 protected:
  Matching match(const std::vector<float>& metric, const MatchShape& shape,
                 const std::vector<float>& weight = {}) const {
    return testing::matching(GetParam(), metric, shape, weight);
  }
};

// Tokens on the unit circle (or stretched: only the direction counts). A = 0, 2, 4; B = 1, 3, 5.
//   cosines   1 (0, 1)  3 (1, 0)  5 (-1, 0)
//   0 (1, 0)     0         1         -1
//   2 (3, 4)    0.8       0.6       -0.6
//   4 (0, -2)   -1         0          0
const std::vector<float> kSix{1, 0, 0, 1, 3, 4, 1, 0, 0, -2, -1, 0};

TEST_P(MatchTokens, MergesTheMostSimilarPairsFirst) {
  const Matching found = match(kSix, {6, 2, 0, 2});
  EXPECT_EQ(found.source, (Indices{0, 2}));  // similarities 1 and 0.8
  EXPECT_EQ(found.destination, (Indices{3, 1}));
  EXPECT_EQ(found.row, (Indices{2, 1, 1, 2, 0, 3}));  // 4 stays first, then 1, 3, 5
}

TEST_P(MatchTokens, RanksByWhatALossCosts) {
  // Dissimilarities to the best partner: 0 (of 0), 0.2 (of 2), 1 (of 4).
  const Matching found = match(kSix, {6, 2, 0, 2}, {1, 9, 6, 9, 1, 9});
  EXPECT_EQ(found.source, (Indices{0, 4}));  // 0, then 1 x 1 before 0.2 x 6
  EXPECT_EQ(found.destination, (Indices{3, 3}));
  EXPECT_EQ(match(kSix, {6, 2, 0, 2}, std::vector<float>(6, 0.0F)).source,
            (Indices{0, 2}));  // all cost nothing: lowest first
}

TEST_P(MatchTokens, BreaksTiesByTheLowestPartner) {
  const Matching found = match(kSix, {6, 2, 0, 3});
  EXPECT_EQ(found.source, (Indices{0, 2, 4}));
  EXPECT_EQ(found.destination, (Indices{3, 1, 3}));  // 4 is as far from 3 as from 5
  EXPECT_EQ(found.row, (Indices{1, 0, 0, 1, 1, 2}));
}

TEST_P(MatchTokens, NeverTouchesPrefixTokens) {
  const Matching found = match(kSix, {6, 2, 1, 2});  // 0 is the class token
  EXPECT_EQ(found.source, (Indices{2, 4}));
  EXPECT_EQ(found.destination, (Indices{1, 3}));
  EXPECT_EQ(found.row, (Indices{0, 1, 1, 2, 2, 3}));

  const Matching two = match(kSix, {6, 2, 2, 2});  // 0 and 1 are: only 3 and 5 take anything
  EXPECT_EQ(two.source, (Indices{2, 4}));
  EXPECT_EQ(two.destination, (Indices{3, 3}));
  EXPECT_EQ(two.row, (Indices{0, 1, 2, 2, 2, 3}));
}

TEST_P(MatchTokens, KeepsPrefixThenStayingAThenB) {
  const Matching found = match(kSix, {6, 2, 1, 1});
  EXPECT_EQ(found.source, (Indices{2}));
  EXPECT_EQ(found.row, (Indices{0, 2, 2, 3, 1, 4}));  // 4 stays and goes before 1, 3, 5
}

TEST_P(MatchTokens, OfRateZeroOnlyReorders) {
  const Matching found = match(kSix, {6, 2, 1, 0});
  EXPECT_TRUE(found.source.empty());
  EXPECT_EQ(found.row, (Indices{0, 3, 1, 4, 2, 5}));
}

TEST_P(MatchTokens, OfEqualTokensTakesTheLowest) {
  const Matching found = match(std::vector<float>(18, 0.7F), {9, 2, 1, 4});
  EXPECT_EQ(found.source, (Indices{2, 4, 6, 8}));
  EXPECT_EQ(found.destination, (Indices{1, 1, 1, 1}));
}

TEST_P(MatchTokens, TakesZeroRowsAsSimilarToNothing) {
  // 0 is zero (similarity 0 to all); 2 is opposite to both partners.
  const Matching found = match({0, 0, 1, 0, -1, 0, 1, 0}, {4, 2, 0, 2});
  EXPECT_EQ(found.source, (Indices{0, 2}));
  EXPECT_EQ(found.destination, (Indices{1, 1}));
}

MatchKernel fast_kernel() {
  return [](auto... arguments) { match_tokens(arguments...); };
}

INSTANTIATE_TEST_SUITE_P(Kernels, MatchTokens,
                         ::testing::Values(fast_kernel(), MatchKernel(match_tokens_reference)),
                         [](const auto& info) { return info.index == 0 ? "fast" : "reference"; });

}  // namespace
}  // namespace pyra
