// PYRA against its equations (arXiv 2403.09192, section 3.3), composed of ATen operations in double
// precision.
#include "reduce/pyra.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "ops/match_op.h"
#include "reduce/registry.h"
#include "reduce/states.h"
#include "reduce/tome.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

struct Weights {
  at::Tensor a, b, scale, shift;  // pyra_a [R, 1], pyra_b [1, C], pyra_norm
};

struct Result {
  at::Tensor x, size;
};

/// The text of the paper, one line an equation.
Result equations(const at::Tensor& x, const at::Tensor& size, const Match& match, const Weights& w) {
  const auto rows = [](const at::Tensor& index) {
    return index.to(at::kLong).unsqueeze(-1).expand({-1, -1, kChannels});
  };
  const at::Tensor weighted = x * size.unsqueeze(-1);
  const at::Tensor src = weighted.gather(1, rows(match.source)),
                   dst = weighted.gather(1, rows(match.destination));
  const at::Tensor m = at::layer_norm(src + dst, {kChannels}, w.scale, w.shift, 1e-5);
  const at::Tensor w_c = 2 * at::matmul(w.a.t(), m).sigmoid();
  const at::Tensor w_t = 2 * at::matmul(m, w.b.t()).sigmoid() - 1;
  const at::Tensor modulated = src + (src * w_c) * w_t;
  const at::Tensor all = weighted.scatter(1, rows(match.source), modulated);
  const at::Tensor total =
      at::zeros({x.size(0), match.rows_out}, x.options()).scatter_add(1, match.row.to(at::kLong), size);
  const at::Tensor sum =
      at::zeros({x.size(0), match.rows_out, kChannels}, x.options()).scatter_add(1, rows(match.row), all);
  return {sum / total.unsqueeze(-1), total};
}

class PyraReducer : public ::testing::TestWithParam<bool> {  // whether tokens merged before
 protected:
  static constexpr std::int64_t kRate = 5;
  at::Generator random_ = seeded(3);
  Pyra pyra_{kRate, kChannels, random_};
};

TEST_P(PyraReducer, IsItsEquationsWithTheirGradients) {
  const std::int64_t batch = 3;
  auto weights = weights_of(pyra_);
  std::map<std::string, at::Tensor> exact;
  std::uint64_t seed = 10;
  for (auto& [name, tensor] : weights) {
    tensor.copy_(normal(tensor.sizes(), ++seed)).requires_grad_();
    exact[name] = tensor.detach().to(at::kDouble).requires_grad_();
  }
  TokenState state = random_state(batch, GetParam());
  state.x.requires_grad_();
  const at::Tensor x = state.x.detach().to(at::kDouble).requires_grad_();
  const at::Tensor size = (state.size.defined() ? state.size : at::ones({batch, kTokens})).to(at::kDouble);
  const AttentionView keys = random_keys(batch);

  const Result wanted = equations(x, size, match_tokens(keys.mean_key(), kPrefix, kRate),
                                  {exact.at("block.pyra_a"), exact.at("block.pyra_b"),
                                   exact.at("block.pyra_norm.weight"), exact.at("block.pyra_norm.bias")});
  const TokenState reduced = pyra_.reduce(state, keys, kRate);
  EXPECT_LT(largest_difference(reduced.x, wanted.x), 1e-5);
  EXPECT_LT(largest_difference(reduced.size, wanted.size), 1e-6);

  const at::Tensor upstream = normal(reduced.x.sizes(), 5);
  (reduced.x * upstream).sum().backward();
  (wanted.x * upstream.to(at::kDouble)).sum().backward();
  EXPECT_LT(largest_difference(state.x.grad(), x.grad()), 1e-4);
  for (const auto& [name, tensor] : weights) {
    ASSERT_TRUE(tensor.grad().defined()) << name;
    EXPECT_GT(tensor.grad().abs().max().item<double>(), 0) << name;
    EXPECT_LT(largest_difference(tensor.grad(), exact.at(name).grad()), 1e-4) << name;
  }
}

TEST_P(PyraReducer, IsExactlyToMeAtStepZero) {
  const AttentionView keys = random_keys(2);
  const TokenState pyra = pyra_.reduce(random_state(2, GetParam()), keys, kRate);
  const TokenState tome = ToMe().reduce(random_state(2, GetParam()), keys, kRate);
  EXPECT_TRUE(at::equal(pyra.x, tome.x));
  EXPECT_TRUE(at::equal(pyra.size, tome.size));
}

INSTANTIATE_TEST_SUITE_P(Sizes, PyraReducer, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "merged_before" : "fresh"; });

/// A reducer whose weights do something.
Pyra modulating(std::int64_t trained) {
  at::Generator random = seeded(3);
  Pyra pyra(trained, kChannels, random);
  auto weights = weights_of(pyra);
  weights.at("block.pyra_b").copy_(normal({1, kChannels}, 12));
  return pyra;
}

TEST(PyraSchedule, OfFewerTokensUsesTheFirstRanks) {
  const AttentionView keys = random_keys(2);
  const Pyra wide = modulating(5);
  const Pyra narrow = modulating(2);
  weights_of(narrow).at("block.pyra_a").copy_(weights_of(wide).at("block.pyra_a").narrow(0, 0, 2));
  EXPECT_TRUE(at::equal(wide.reduce(random_state(2, true), keys, 2).x,
                        narrow.reduce(random_state(2, true), keys, 2).x));
}

TEST(PyraSchedule, OfMoreTokensMergesTheRestUnmodulated) {
  const AttentionView keys = random_keys(1);
  const Match match = match_tokens(keys.mean_key(), kPrefix, 5);
  const at::Tensor tome = ToMe().reduce(random_state(1, false), keys, 5).x;
  const at::Tensor pyra = modulating(2).reduce(random_state(1, false), keys, 5).x;
  const at::Tensor modulated = match.source_row().narrow(1, 0, 2).to(at::kLong).flatten();
  const at::Tensor changed = (pyra - tome).abs().sum(2).flatten() > 0;
  for (std::int64_t row = 0; row < match.rows_out; ++row) {
    EXPECT_EQ(changed[row].item<bool>(), (modulated == row).any().item<bool>()) << row;
  }
}

TEST(PyraSchedule, OfNoTokensKeepsAll) {
  const TokenState state = modulating(5).reduce(random_state(2, false), random_keys(2), 0);
  EXPECT_EQ(state.x.size(1), kTokens);
  EXPECT_FALSE(state.size.defined());
}

TEST(PyraSchedule, TrainedWithoutMergingHereIsToMe) {
  at::Generator random = seeded(3);
  const auto untrained = make_reducer(find_reducer("pyra"), setting_of(0, random));
  const AttentionView keys = random_keys(2);
  EXPECT_TRUE(at::equal(untrained->reduce(random_state(2, true), keys, 4).x,
                        ToMe().reduce(random_state(2, true), keys, 4).x));
}

TEST(PyraInput, MayHaveAnyLayoutAndNoPictures) {
  const AttentionView keys = random_keys(2);
  TokenState strided = random_state(2, true);
  const at::Tensor wanted = modulating(5).reduce(strided, keys, 5).x;
  strided.x = strided.x.transpose(1, 2).contiguous().transpose(1, 2);
  strided.size = strided.size.t().contiguous().t();
  EXPECT_TRUE(at::equal(
      modulating(5).reduce(strided, {keys.k.transpose(2, 3).contiguous().transpose(2, 3)}, 5).x, wanted));
  EXPECT_EQ(modulating(5).reduce(random_state(0, true), random_keys(0), 5).x.sizes(),
            (at::IntArrayRef{0, 8, kChannels}));
}

TEST(PyraInput, RefusesARateThatDoesNotFit) {
  expect_input_error([] { modulating(7).reduce(random_state(1, false), random_keys(1), 7); }, "at most 6");
}

}  // namespace
}  // namespace pyra
