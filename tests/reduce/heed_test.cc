// Heed against its equations (reducers/heed/route_by_heed.h) in plain double precision.
#include "reduce/heed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "io/expect_error.h"
#include "reduce/states.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

double cosine(const at::Tensor& a, const at::Tensor& b) {
  return (a.dot(b) / (a.norm() * b.norm())).item<double>();
}

/// The token that each token joins, itself where it stays.
std::vector<std::int64_t> equations(const at::Tensor& x, const at::Tensor& attention, std::int64_t rate) {
  std::vector<std::int64_t> joins(kTokens), best(kTokens), sources;
  std::iota(joins.begin(), joins.end(), 0);
  std::vector<double> cost(kTokens);
  for (std::int64_t a = 2; a < kTokens; a += 2) {
    double similarity = -2;
    for (std::int64_t b = 1; b < kTokens; b += 2) {
      if (cosine(x[a], x[b]) <= similarity) continue;
      similarity = cosine(x[a], x[b]);
      best[static_cast<std::size_t>(a)] = b;
    }
    cost[static_cast<std::size_t>(a)] = (1 - similarity) * std::cbrt(attention[a].item<double>());
    sources.push_back(a);
  }
  std::stable_sort(sources.begin(), sources.end(), [&](auto i, auto j) {
    return cost[static_cast<std::size_t>(i)] < cost[static_cast<std::size_t>(j)];
  });
  for (std::int64_t r = 0; r < rate; ++r) {
    const auto source = static_cast<std::size_t>(sources[static_cast<std::size_t>(r)]);
    joins[source] = best[source];
  }
  return joins;
}

/// Who stays: the class token, then even positions, then odd ones.
std::vector<std::int64_t> order_of(const std::vector<std::int64_t>& joins) {
  std::vector<std::int64_t> order{0};
  for (const std::int64_t first : {2, 1}) {
    for (std::int64_t i = first; i < kTokens; i += 2) {
      if (joins[static_cast<std::size_t>(i)] == i) order.push_back(i);
    }
  }
  return order;
}

class HeedReducer : public ::testing::TestWithParam<bool> {};  // whether tokens merged before

TEST_P(HeedReducer, IsTheEquations) {
  constexpr std::int64_t kRate = 4, kBatch = 3;
  TokenState state = random_state(kBatch, GetParam());
  state.x.requires_grad_();
  state.carried = normal(state.x.sizes(), 8);
  const AttentionView view{normal({kBatch, 2, kTokens, 4}, 2), normal({kBatch, 2, 4}, 3), state.size};
  const TokenState reduced = Heed().reduce(state, view, kRate);
  ASSERT_EQ(reduced.x.size(1), kTokens - kRate);
  const at::Tensor upstream = normal(reduced.x.sizes(), 5);
  (reduced.x * upstream).sum().backward();
  const at::Tensor attention = view.attention_drawn().to(at::kDouble), x = state.x.detach().to(at::kDouble);
  for (std::int64_t b = 0; b < kBatch; ++b) {
    const auto joins = equations(x[b], attention[b], kRate);
    const auto order = order_of(joins);
    for (std::size_t row = 0; row < order.size(); ++row) {
      double total = 0, size = 0;
      at::Tensor sum = at::zeros({kChannels}, at::kDouble), carried = sum.clone();
      for (std::int64_t i = 0; i < kTokens; ++i) {
        if (joins[static_cast<std::size_t>(i)] != order[row]) continue;
        const double a = attention[b][i].item<double>();
        total += a;
        sum += a * x[b][i];
        carried += a * state.carried[b][i].to(at::kDouble);
        size += state.size.defined() ? state.size[b][i].item<double>() : 1;
      }
      const auto at = static_cast<std::int64_t>(row);
      EXPECT_LT(largest_difference(reduced.x[b][at], sum / total), 1e-5);
      EXPECT_LT(largest_difference(reduced.carried[b][at], carried / total), 1e-5);
      EXPECT_EQ(reduced.size[b][at].item<double>(), size);
      for (std::int64_t i = 0; i < kTokens; ++i) {
        if (joins[static_cast<std::size_t>(i)] != order[row]) continue;
        EXPECT_LT(largest_difference(state.x.grad()[b][i],
                                     upstream[b][at] * (attention[b][i].item<double>() / total)),
                  1e-5);
      }
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Sizes, HeedReducer, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "merged_before" : "fresh"; });

TEST(Heed, KeepsAllAtRateZeroAndRefusesTooMuch) {
  EXPECT_EQ(Heed().reduce(random_state(2, false), random_keys(2), 0).x.size(1), kTokens);
  expect_input_error([] { Heed().reduce(random_state(1, false), random_keys(1), 7); }, "at most 6");
}

}  // namespace
}  // namespace pyra
