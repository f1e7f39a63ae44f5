// The reducers whose choices learn straight through: FPET (arXiv 2503.20282) and DiffRate (arXiv 2305.17997).
// Their gradient is that of merging with soft weights, composed here in double precision; tests/runtime has
// their choices in plain words.
#include <gtest/gtest.h>

#include <cmath>

#include "reduce/diffrate.h"
#include "reduce/fpet.h"
#include "reduce/states.h"
#include "reducers/diffrate/join_least_attended.h"
#include "reducers/fpet/join_checkerboard.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

constexpr std::int64_t kRate = 4, kHeadDim = 4;
constexpr PatchGrid kGrid{4, 12};  // the twelve patches of states.h in rows of four

at::Tensor sizes(const TokenState& state) {
  return (state.size.defined() ? state.size : at::ones({state.x.size(0), kTokens})).to(at::kDouble);
}

/// Soft merging of one picture: x' [T, C] where token leaving[s] joins `staying[t]` with weight [S, T],
/// besides those that stay. `hard` [S, T] is the choice, whose value counts; the gradient is that of
/// `weight`.
at::Tensor soft_merge(const at::Tensor& x, const at::Tensor& size, const at::Tensor& leaving,
                      const at::Tensor& staying, const at::Tensor& weight, const at::Tensor& hard) {
  const at::Tensor w = hard + weight - weight.detach();
  const at::Tensor src = (x * size.unsqueeze(-1)).index_select(0, leaving),
                   dst = (x * size.unsqueeze(-1)).index_select(0, staying);
  const at::Tensor sum = dst + at::matmul(w.t(), src);
  const at::Tensor total = size.index_select(0, staying) + at::matmul(w.t(), size.index_select(0, leaving));
  return sum / total.unsqueeze(-1);
}

class Learned : public ::testing::TestWithParam<bool> {};  // whether tokens merged before

TEST_P(Learned, FpetsMetricGetsTheGradientOfSoftMatching) {
  at::Generator random = seeded(3);
  const Fpet fpet(kHeadDim, kGrid, true, random);
  auto weights = weights_of(fpet);
  std::map<std::string, at::Tensor> exact;
  std::uint64_t seed = 10;
  for (auto& [name, tensor] : weights) {
    tensor.copy_(normal(tensor.sizes(), ++seed)).requires_grad_();
    exact[name] = tensor.detach().to(at::kDouble).requires_grad_();
  }
  const TokenState state = random_state(2, GetParam());
  const AttentionView keys = random_keys(2);
  const TokenState reduced = fpet.reduce(state, keys, kRate);
  const at::Tensor upstream = normal(reduced.x.sizes(), 5);
  (reduced.x * upstream).sum().backward();

  // w + (bits - w).detach(): mean + std * 0.67449 * sign.
  const auto binary = [](const at::Tensor& w) {
    const at::Tensor bits = w.mean() + w.std() * 0.67448975 * (w - w.mean()).sign();
    return w + (bits - w).detach();
  };
  const at::Tensor m = keys.k.to(at::kDouble).mean(1);
  const at::Tensor metric = m + at::linear(at::linear(m, binary(exact.at("block.fpet_down"))).relu(),
                                           binary(exact.at("block.fpet_up")));
  const at::Tensor x = state.x.to(at::kDouble), size = sizes(state);
  at::Tensor loss = at::zeros({}, at::kDouble);
  for (std::int64_t b = 0; b < 2; ++b) {
    std::vector<std::int64_t> a_set, b_set;
    for (std::int64_t p = 0; p < 12; ++p) ((p / 4 + p % 4) % 2 == 0 ? a_set : b_set).push_back(p + kPrefix);
    const at::Tensor unit = metric[b] / metric[b].norm(2, -1, true);
    const at::Tensor scores =
        at::matmul(unit.index_select(0, at::tensor(a_set)), unit.index_select(0, at::tensor(b_set)).t());
    const at::Tensor best = std::get<0>(scores.max(1)), order = best.argsort(0, true).narrow(0, 0, kRate);
    const at::Tensor chosen = std::get<0>(order.sort());
    const at::Tensor s = scores.index_select(0, chosen);
    const at::Tensor weight = (s - std::get<0>(s.topk(2, 1)).mean(1, true)).sigmoid();
    const at::Tensor hard = at::zeros_like(s).scatter(1, s.argmax(1, true), 1);
    const at::Tensor merged =
        soft_merge(x[b], size[b], at::tensor(a_set).index_select(0, chosen), at::tensor(b_set), weight, hard);
    // Rows are in the order of who stays; the class token and the A's that stay are as they were.
    std::vector<bool> leaves(kTokens, false);
    for (std::int64_t i = 0; i < kRate; ++i)
      leaves[static_cast<std::size_t>(a_set[static_cast<std::size_t>(chosen[i].item<std::int64_t>())])] =
          true;
    std::int64_t row = 0, next_b = 0;
    for (std::int64_t i = 0; i < kTokens; ++i) {
      if (leaves[static_cast<std::size_t>(i)]) continue;
      const bool in_b = next_b < 6 && b_set[static_cast<std::size_t>(next_b)] == i;
      const at::Tensor wanted = in_b ? merged[next_b++] : x[b][i];
      EXPECT_LT(largest_difference(reduced.x[b][row], wanted), 1e-5) << "row " << row;
      loss = loss + (wanted * upstream[b][row].to(at::kDouble)).sum();
      ++row;
    }
  }
  loss.backward();
  for (const auto& [name, tensor] : weights) {
    ASSERT_TRUE(tensor.grad().defined()) << name;
    EXPECT_GT(tensor.grad().abs().max().item<double>(), 1e-4) << name;
    EXPECT_LT(largest_difference(tensor.grad(), exact.at(name).grad()), 1e-4) << name;
  }
}

TEST_P(Learned, DiffRatesSplitGetsTheGradientOfSoftDropping) {
  const DiffRate reducer(kRate);
  const at::Tensor logits = weights_of(reducer).at("block.diffrate");
  logits.copy_(normal({kRate + 1}, 4)).requires_grad_();
  TokenState state = random_state(2, GetParam());
  state.x.requires_grad_();
  AttentionView view = random_keys(2);
  view.size = state.size;
  const TokenState reduced = reducer.reduce(state, view, kRate);
  const at::Tensor upstream = normal(reduced.x.sizes(), 5);
  (reduced.x * upstream).sum().backward();

  const at::Tensor exact = logits.detach().to(at::kDouble).requires_grad_();
  const at::Tensor probability = exact.softmax(0), metric = view.mean_key().to(at::kDouble),
                   attention = view.attention_drawn();
  const auto dropped =
      static_cast<std::int64_t>((probability * at::arange(kRate + 1, at::kDouble)).sum().item<double>());
  ASSERT_GT(dropped, 0);
  ASSERT_LT(dropped, kRate);
  const at::Tensor x = state.x.detach().to(at::kDouble), size = sizes(state);
  at::Tensor loss = at::zeros({}, at::kDouble);
  for (std::int64_t b = 0; b < 2; ++b) {
    const at::Tensor order = attention[b].narrow(0, kPrefix, kTokens - kPrefix).argsort(0, false) + kPrefix;
    const at::Tensor leaving = order.narrow(0, 0, kRate), staying = std::get<0>(order.slice(0, kRate).sort());
    const at::Tensor unit = metric[b] / metric[b].norm(2, -1, true);
    const at::Tensor partner =
        at::matmul(unit.index_select(0, leaving), unit.index_select(0, staying).t()).argmax(1, true);
    at::Tensor merges = at::zeros({kRate}, at::kDouble), keeps = at::ones({kRate}, at::kDouble);
    for (std::int64_t t = 0; t < kRate; ++t) {
      at::Tensor below = at::zeros({}, at::kDouble);
      for (std::int64_t p = 0; p <= t; ++p) below = below + probability[p];
      merges = merges.scatter(0, at::tensor({t}), below.unsqueeze(0));
    }
    keeps.narrow(0, 0, dropped).zero_();
    const at::Tensor zero = at::zeros({kRate, staying.size(0)}, at::kDouble);
    const at::Tensor merged =
        soft_merge(x[b], size[b], leaving, staying, zero.scatter(1, partner, merges.unsqueeze(1)),
                   zero.scatter(1, partner, keeps.unsqueeze(1)));
    const at::Tensor wanted = at::cat({x[b].narrow(0, 0, kPrefix), merged});
    EXPECT_LT(largest_difference(reduced.x[b], wanted), 1e-5);
    loss = loss + (wanted * upstream[b].to(at::kDouble)).sum();
    for (std::int64_t t = 0; t < dropped; ++t) {
      EXPECT_EQ(state.x.grad()[b][leaving[t].item<std::int64_t>()].abs().max().item<double>(), 0)
          << "a dropped token got a gradient";
    }
  }
  loss.backward();
  EXPECT_GT(logits.grad().abs().max().item<double>(), 1e-4);
  EXPECT_LT(largest_difference(logits.grad(), exact.grad()), 1e-4);
}
INSTANTIATE_TEST_SUITE_P(Sizes, Learned, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "merged_before" : "fresh"; });

TEST(DiffRateSplit, StartsAtHalfAndKeepsItsFractionAtOtherRates) {
  for (const std::int64_t rate : {1, 2, 3, 8, 40}) {
    const std::vector<float> equal(static_cast<std::size_t>(rate + 1), 0.0F);
    EXPECT_EQ(dropped_of(equal.data(), rate, rate), rate / 2) << rate;
  }
  const std::vector<float> all{0, 0, 0, 0, 50}, none{50, 0, 0, 0, 0};
  EXPECT_EQ(dropped_of(all.data(), 4, 4), 4);
  EXPECT_EQ(dropped_of(all.data(), 4, 10), 10);
  EXPECT_EQ(dropped_of(none.data(), 4, 10), 0);
}

TEST(Checkerboard, AlternatesOnTheGridAndAfterwardsByPosition) {
  const RouteShape fresh{13, 1, 4}, later{9, 1, 4};
  for (std::int64_t p = 0; p < 12; ++p) EXPECT_EQ(may_leave(p + 1, fresh, kGrid), (p / 4 + p) % 2 == 0) << p;
  for (std::int64_t p = 0; p < 8; ++p) EXPECT_EQ(may_leave(p + 1, later, kGrid), p % 2 == 0) << p;
}

TEST(Binarise, KeepsAMeanADeviationAndSigns) {
  const std::vector<float> weight{1, 3, 5, 7};  // mean 4, deviation sqrt(20 / 3)
  std::vector<float> bits(4);
  binarise(weight.data(), 4, bits.data());
  const double step = 0.67448975 * std::sqrt(20.0 / 3);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(bits[i], 4 + (i < 2 ? -step : step), 1e-5);
}

}  // namespace
}  // namespace pyra
