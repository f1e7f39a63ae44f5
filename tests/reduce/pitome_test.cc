// PiToMe against its equations (arXiv 2405.16148, and its authors' code) in plain double precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "io/expect_error.h"
#include "reduce/states.h"
#include "reducers/pitome/join_by_energy.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

double cosine(const at::Tensor& a, const at::Tensor& b) {
  return (a.dot(b) / (a.norm() * b.norm())).item<double>();
}

/// The token that each token joins.
std::vector<std::int64_t> equations(const at::Tensor& metric, double margin, std::int64_t rate) {
  std::vector<std::pair<double, std::int64_t>> ranked;  // energy with its sign turned, token
  for (std::int64_t i = kPrefix; i < kTokens; ++i) {
    double energy = 0;
    for (std::int64_t j = kPrefix; j < kTokens; ++j) {
      const double z = cosine(metric[i], metric[j]) - margin;
      energy += (z > 0 ? z : std::exp(z) - 1) / (kTokens - kPrefix);
    }
    ranked.emplace_back(-energy, i);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::int64_t> joins(kTokens);
  std::iota(joins.begin(), joins.end(), 0);
  for (std::int64_t a = 0; a < rate; ++a) {
    const std::int64_t leaving = ranked[static_cast<std::size_t>(2 * a)].second;
    double best = -2;
    for (std::int64_t b = 0; b < rate; ++b) {
      const std::int64_t other = ranked[static_cast<std::size_t>(2 * b + 1)].second;
      const double similarity = cosine(metric[leaving], metric[other]);
      if (similarity <= best) continue;
      best = similarity;
      joins[static_cast<std::size_t>(leaving)] = other;
    }
  }
  return joins;
}

class PitomeReducer : public ::testing::TestWithParam<bool> {};  // whether tokens merged before

TEST_P(PitomeReducer, MergesTheCandidatesOfHighEnergy) {
  for (const auto& [block, rate] : {std::pair{0, 4}, {2, 6}, {1, 1}}) {
    const float margin = energy_margin(block, config_of_states().depth);
    const TokenState state = random_state(3, GetParam());
    const AttentionView keys = random_keys(3);
    const TokenState reduced = rule_of("pitome", block)->reduce(state, keys, rate);
    ASSERT_EQ(reduced.x.size(1), kTokens - rate);
    const at::Tensor x = state.x.to(at::kDouble),
                     size = (state.size.defined() ? state.size : at::ones({3, kTokens})).to(at::kDouble);
    for (std::int64_t b = 0; b < 3; ++b) {
      const auto joins = equations(keys.k[b].to(at::kDouble).mean(0), margin, rate);
      std::int64_t row = 0;
      for (std::int64_t i = 0; i < kTokens; ++i) {
        if (joins[static_cast<std::size_t>(i)] != i) continue;
        at::Tensor sum = at::zeros({kChannels}, at::kDouble);
        double total = 0;
        for (std::int64_t j = 0; j < kTokens; ++j) {
          if (joins[static_cast<std::size_t>(j)] != i) continue;
          sum += size[b][j] * x[b][j];
          total += size[b][j].item<double>();
        }
        EXPECT_LT(largest_difference(reduced.x[b][row], sum / total), 1e-5) << "row " << row;
        EXPECT_EQ(reduced.size[b][row].item<double>(), total);
        ++row;
      }
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Sizes, PitomeReducer, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "merged_before" : "fresh"; });

TEST(Pitome, ProtectsATokenThatStandsAlone) {
  // Eleven tokens of one direction and one of another: whatever merges, it is not the latter.
  TokenState state = random_state(1, false);
  AttentionView keys{at::zeros({1, 2, kTokens, 4}), at::zeros({1, 2, 4}), {}};
  keys.k.select(3, 0).fill_(1);
  for (const int head : {0, 1}) keys.k[0][head][7] = at::tensor({0.F, 1.F, 0.F, 0.F});
  const at::Tensor lonely = state.x[0][7].clone();
  const TokenState reduced = rule_of("pitome")->reduce(state, keys, 5);
  bool found = false;
  for (std::int64_t row = 0; row < reduced.x.size(1); ++row)
    found = found || at::equal(reduced.x[0][row], lonely);
  EXPECT_TRUE(found);
}

TEST(Pitome, HasTheAuthorsMargins) {
  EXPECT_FLOAT_EQ(energy_margin(0, 12), 0.9F);
  EXPECT_FLOAT_EQ(energy_margin(6, 12), 0.45F);
  EXPECT_FLOAT_EQ(energy_margin(11, 12), 0.075F);
}

TEST(Pitome, KeepsAllAtRateZeroAndRefusesTooMuch) {
  EXPECT_EQ(rule_of("pitome")->reduce(random_state(2, false), random_keys(2), 0).x.size(1), kTokens);
  expect_input_error([] { rule_of("pitome")->reduce(random_state(1, false), random_keys(1), 7); },
                     "at most 6");
}

}  // namespace
}  // namespace pyra
