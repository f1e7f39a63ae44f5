#include "reduce/tome.h"

#include <gtest/gtest.h>

#include "reduce/states.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

TEST(ToMeReducer, KeepsEveryPatchCounted) {
  TokenState state = random_state(2, false);
  for (std::uint64_t block = 0; block < 3; ++block) {
    const AttentionView keys{normal({2, 2, state.x.size(1), 4}, block)};
    state = ToMe().reduce(state, keys, 2);
    EXPECT_EQ(state.x.size(1), kTokens - 2 * (static_cast<std::int64_t>(block) + 1));
    EXPECT_TRUE(at::equal(state.size.sum(1), at::full({2}, static_cast<float>(kTokens))));
    EXPECT_TRUE(at::equal(state.size.select(1, 0), at::ones({2}))) << "the class token merged";
  }
}

TEST(ToMeReducer, LeavesTheMeanOfAllTokensWhereItIs) {
  const TokenState before = random_state(2, true);
  const TokenState after = ToMe().reduce(before, random_keys(2), 5);
  const auto total = [](const TokenState& state) { return (state.x * state.size.unsqueeze(-1)).sum(1); };
  EXPECT_LT(largest_difference(total(before), total(after)), 1e-4);
}

TEST(ToMeReducer, FollowsWhereEachTokenWent) {
  TokenState state = random_state(1, false);
  state.x = at::arange(kTokens).to(at::kFloat).view({1, kTokens, 1});  // each token carries its number
  state.source = at::arange(kTokens, at::kInt).view({1, kTokens});
  for (std::uint64_t block = 0; block < 2; ++block) {
    state = ToMe().reduce(state, {normal({1, 1, state.x.size(1), 4}, block)}, 3);
  }
  for (std::int64_t row = 0; row < state.x.size(1); ++row) {
    const at::Tensor members = (state.source[0] == row).nonzero().flatten().to(at::kFloat);
    EXPECT_EQ(static_cast<float>(members.numel()), state.size[0][row].item<float>());
    EXPECT_NEAR(members.mean().item<double>(), state.x[0][row][0].item<double>(), 1e-5);
  }
}

TEST(ToMeReducer, KeepsAllAtRateZero) {
  const TokenState state = ToMe().reduce(random_state(2, false), random_keys(2), 0);
  EXPECT_EQ(state.x.size(1), kTokens);
  EXPECT_FALSE(state.size.defined());
}

TEST(ToMeReducer, HasNoWeights) { EXPECT_TRUE(weights_of(ToMe()).empty()); }

}  // namespace
}  // namespace pyra
