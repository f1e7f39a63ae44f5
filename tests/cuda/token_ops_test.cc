// The operations of training on the GPU's kernels, which the emulator runs on memory of the CPU: indices and
// gradients against the CPU's.
#include <gtest/gtest.h>

#include "cuda/chosen_ops.h"
#include "model/tiny_vit.h"
#include "ops/cpu_token_ops.h"

namespace pyra {
namespace {

using testing::normal;
constexpr auto emulated = testing::emulated_ops;

struct Case {
  std::int64_t pictures, tokens, channels, prefix, rate, ranks;
};
const std::vector<Case> kCases{
    {2, 17, 32, 1, 8, 8}, {3, 50, 64, 1, 20, 12}, {1, 9, 4, 2, 3, 1}, {2, 33, 96, 0, 16, 16}};

void expect_close(const at::Tensor& found, const at::Tensor& expected, const std::string& what) {
  ASSERT_EQ(found.sizes(), expected.sizes()) << what;
  EXPECT_LE((found - expected).abs().max().item<float>(), 2e-5F * expected.abs().max().item<float>()) << what;
}

Match matched(const TokenOps& ops, const Case& c) {
  return ops.match(normal({c.pictures, c.tokens, 8}, 1), c.prefix, c.rate);
}

TEST(GpuTokenOps, MatchToTheIndex) {
  for (const Case& c : kCases) {
    const Match ours = matched(emulated(), c), theirs = matched(CpuTokenOps(), c);
    EXPECT_TRUE(at::equal(ours.source, theirs.source));
    EXPECT_TRUE(at::equal(ours.destination, theirs.destination));
    EXPECT_TRUE(at::equal(ours.row, theirs.row));
    EXPECT_EQ(ours.rows_out, theirs.rows_out);
  }
}

TEST(GpuTokenOps, RouteByHeed) {
  for (const Case& c : kCases) {
    for (const bool sized : {false, true}) {
      const at::Tensor x = normal({c.pictures, c.tokens, c.channels}, 2),
                       attention = normal({c.pictures, c.tokens}, 3).softmax(1);
      const at::Tensor size =
          sized ? at::empty({c.pictures, c.tokens}).random_(1, 9, testing::seeded(4)) : at::Tensor();
      const Routes ours = emulated().route_by_heed(x, attention, size, c.prefix, c.rate),
                   theirs = CpuTokenOps().route_by_heed(x, attention, size, c.prefix, c.rate);
      EXPECT_TRUE(at::equal(ours.row, theirs.row));
      EXPECT_TRUE(at::equal(ours.size, theirs.size));
      expect_close(ours.share, theirs.share, "share");
    }
  }
}

TEST(GpuTokenOps, MoveRows) {
  for (const Case& c : kCases) {
    const Match match = matched(CpuTokenOps(), c);
    const at::Tensor x = normal({c.pictures, c.tokens, c.channels}, 2),
                     weight = normal({c.pictures, c.tokens}, 3);
    for (const at::Tensor& w : {weight, at::Tensor()}) {
      const at::Tensor sums = emulated().segment_sum(x, match.row, w, match.rows_out);
      expect_close(sums, CpuTokenOps().segment_sum(x, match.row, w, match.rows_out), "sums");
      EXPECT_TRUE(at::equal(emulated().gather_rows(sums, match.row, w),
                            CpuTokenOps().gather_rows(sums, match.row, w)));
    }
  }
}

/// Merged tokens, their sizes, and gradients of everything that trains.
std::vector<at::Tensor> merged_with_gradients(const TokenOps& ops, const Case& c, bool modulated) {
  const Match match = matched(CpuTokenOps(), c);
  const at::Tensor size = at::empty({c.pictures, c.tokens}).random_(1, 9, testing::seeded(4));
  std::vector<at::Tensor> inputs{normal({c.pictures, c.tokens, c.channels}, 2).requires_grad_()};
  ModulationWeights weights;
  if (modulated) {
    weights = {normal({c.ranks}, 5).requires_grad_(), (normal({c.channels}, 6) * 0.2).requires_grad_(),
               normal({c.channels}, 7).requires_grad_(), normal({c.channels}, 8).requires_grad_(), 1e-5};
    inputs.insert(inputs.end(), {weights.w_r, weights.w_d, weights.norm_weight, weights.norm_bias});
  }
  const Merged merged = ops.merge(inputs[0], size, match, weights);
  EXPECT_FALSE(merged.size.requires_grad());
  (merged.x * normal(merged.x.sizes().vec(), 9)).sum().backward();
  std::vector<at::Tensor> found{merged.x.detach(), merged.size};
  for (const at::Tensor& input : inputs) found.push_back(input.grad());
  return found;
}

TEST(GpuTokenOps, MergeWithGradients) {
  for (const bool modulated : {false, true}) {
    for (const Case& c : kCases) {
      const auto ours = merged_with_gradients(emulated(), c, modulated),
                 theirs = merged_with_gradients(CpuTokenOps(), c, modulated);
      ASSERT_EQ(ours.size(), theirs.size());
      for (std::size_t i = 0; i < ours.size(); ++i)
        expect_close(ours[i], theirs[i], "tensor " + std::to_string(i));
    }
  }
}

/// Kept elements and gradient of ones.
std::pair<at::Tensor, at::Tensor> dropped(std::uint64_t seed, const at::Tensor& step_seed,
                                          at::ScalarType type) {
  const at::Tensor x = at::ones({7, 33}, type).requires_grad_();
  const at::Tensor y = emulated().dropout(x, 0.25, {testing::seeded(seed), step_seed});
  y.sum().backward();
  return {y.detach(), x.grad()};
}

TEST(GpuTokenOps, DropAnewAtEveryStepSeed) {
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    const auto [y, gradient] = dropped(1, {}, type);
    EXPECT_EQ(y.scalar_type(), type);
    EXPECT_TRUE(at::equal(y, gradient));
    EXPECT_NEAR(y.to(at::kFloat).mean().item<float>(), 1, 0.15);
    EXPECT_TRUE(at::equal(dropped(1, {}, type).first, y));
    EXPECT_FALSE(at::equal(dropped(2, {}, type).first, y));
    const at::Tensor first = at::full({1}, 5, at::kLong), second = at::full({1}, 6, at::kLong);
    EXPECT_TRUE(at::equal(dropped(1, first, type).first, dropped(1, first, type).first));
    EXPECT_FALSE(at::equal(dropped(1, first, type).first, dropped(1, second, type).first));
  }
}

}  // namespace
}  // namespace pyra
