// EViT against its rule (arXiv 2202.07800) in plain double precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "io/expect_error.h"
#include "reduce/states.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

constexpr std::int64_t kHeads = 2, kDepth = 4;

AttentionView random_view(std::int64_t batch, const at::Tensor& size) {
  return {normal({batch, kHeads, kTokens, kDepth}, 2), normal({batch, kHeads, kDepth}, 3), size};
}

/// One picture's class attention, head by head.
std::vector<double> attention_of(const AttentionView& view, std::int64_t picture) {
  std::vector<double> mean(kTokens, 0.0);
  for (std::int64_t h = 0; h < kHeads; ++h) {
    std::vector<double> weight;
    for (std::int64_t j = 0; j < kTokens; ++j) {
      double logit = 0;
      for (std::int64_t d = 0; d < kDepth; ++d) {
        logit += view.q[picture][h][d].item<double>() * view.k[picture][h][j][d].item<double>();
      }
      weight.push_back((view.size.defined() ? view.size[picture][j].item<double>() : 1) *
                       std::exp(logit / 2));
    }
    const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += weight[j] / total / kHeads;
  }
  return mean;
}

class EvitReducer : public ::testing::TestWithParam<bool> {};  // whether tokens have sizes already

TEST_P(EvitReducer, KeepsTheMostAttendedAndSumsTheRest) {
  constexpr std::int64_t kRate = 4;
  TokenState state = random_state(3, GetParam());
  state.x.requires_grad_();
  state.carried = normal(state.x.sizes(), 8);
  const AttentionView view = random_view(3, state.size);
  const TokenState reduced = rule_of("evit")->reduce(state, view, kRate);
  ASSERT_EQ(reduced.x.size(1), kTokens - kRate);
  const at::Tensor upstream = normal(reduced.x.sizes(), 5);
  (reduced.x * upstream).sum().backward();
  for (std::int64_t b = 0; b < 3; ++b) {
    const std::vector<double> attention = attention_of(view, b);
    EXPECT_LT(largest_difference(view.attention_drawn()[b], at::tensor(attention)), 1e-6);
    std::vector<std::int64_t> ranked(kTokens - kPrefix);
    std::iota(ranked.begin(), ranked.end(), kPrefix);
    std::stable_sort(ranked.begin(), ranked.end(), [&](auto i, auto j) {
      return attention[static_cast<std::size_t>(i)] > attention[static_cast<std::size_t>(j)];
    });
    std::vector<std::int64_t> kept{0};
    kept.insert(kept.end(), ranked.begin(), ranked.end() - (kRate + 1));
    std::sort(kept.begin(), kept.end());
    at::Tensor fused = at::zeros({kChannels}, at::kDouble),
               fused_carried = at::zeros({kChannels}, at::kDouble);
    for (auto i = ranked.end() - (kRate + 1); i != ranked.end(); ++i) {
      const double a = attention[static_cast<std::size_t>(*i)];
      fused += a * state.x.detach()[b][*i].to(at::kDouble);
      fused_carried += a * state.carried[b][*i].to(at::kDouble);
      EXPECT_LT(largest_difference(state.x.grad()[b][*i], a * upstream[b][kTokens - kRate - 1]), 1e-5);
    }
    for (std::size_t row = 0; row < kept.size(); ++row) {
      const auto r = static_cast<std::int64_t>(row);
      EXPECT_TRUE(at::equal(reduced.x[b][r], state.x[b][kept[row]]));
      EXPECT_TRUE(at::equal(state.x.grad()[b][kept[row]], upstream[b][r]));
    }
    EXPECT_LT(largest_difference(reduced.x[b][kTokens - kRate - 1], fused), 1e-5);
    EXPECT_LT(largest_difference(reduced.carried[b][kTokens - kRate - 1], fused_carried), 1e-5);
  }
  EXPECT_TRUE(at::equal(reduced.size, at::ones({3, kTokens - kRate})));
}
INSTANTIATE_TEST_SUITE_P(Sizes, EvitReducer, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "merged_before" : "fresh"; });

TEST(EvitInput, FollowsEveryTokenToItsRow) {
  TokenState state = random_state(1, false);
  state.source = at::arange(kTokens, at::kInt).view({1, kTokens});
  const TokenState reduced = rule_of("evit")->reduce(state, random_view(1, {}), 4);
  EXPECT_EQ((reduced.source == kTokens - 5).sum().item<std::int64_t>(), 5) << "R + 1 tokens are one";
  EXPECT_EQ(reduced.source[0][0].item<int>(), 0);
}

TEST(EvitInput, KeepsAllAtRateZeroAndRefusesTooMuch) {
  EXPECT_EQ(rule_of("evit")->reduce(random_state(2, false), random_view(2, {}), 0).x.size(1), kTokens);
  expect_input_error([] { rule_of("evit")->reduce(random_state(1, false), random_view(1, {}), 7); },
                     "at most 6");
  EXPECT_EQ(rule_of("evit")->reduce(random_state(0, false), random_view(0, {}), 3).x.size(1), kTokens - 3);
}

}  // namespace
}  // namespace pyra
