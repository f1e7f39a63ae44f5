// Attention of all heads against its formula in double precision, forward and backward.
#include "ops/attention_op.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ops/augmented_attention.h"
#include "ops/composed.h"
#include "ops/turns_op.h"

namespace pyra {
namespace {

using namespace testing;

struct Case {
  std::int64_t batch, tokens, heads, head_dim, queries;
  bool sized;
  std::int64_t turned = 0;  // pictures that have turns of their own; 1: all share them; 0: nothing is turned

  at::Tensor turns() const {
    if (turned == 0) return {};
    const at::Tensor angles = normal({turned, tokens, head_dim / 2}, 9, 2);
    return at::cat({angles.cos(), angles.sin()}, -1);
  }
};

// One block of queries, several, a part of the queries, dimensions that fill no vector.
const std::vector<Case> kCases{{2, 7, 2, 3, 7, false},     {2, 7, 2, 3, 2, true},
                               {1, 100, 2, 16, 100, true}, {1, 197, 1, 64, 197, true},
                               {2, 50, 3, 20, 1, true},    {1, 1, 1, 4, 1, false}};
const std::vector<Case> kTurned{
    {2, 7, 2, 4, 7, true, 2}, {2, 50, 3, 20, 2, false, 1}, {1, 197, 1, 64, 197, true, 1}};

at::Tensor formula(const at::Tensor& qkv, const at::Tensor& log_size, const Case& c) {
  const auto parts = qkv.view({c.batch, c.tokens, 3, c.heads, c.head_dim}).permute({2, 0, 3, 1, 4});
  const at::Tensor turns = c.turned > 0 ? exact(c.turns()) : at::Tensor();
  at::Tensor scores =
      at::matmul(turned(parts[0], turns).narrow(2, 0, c.queries), turned(parts[1], turns).transpose(2, 3)) /
      std::sqrt(double(c.head_dim));
  if (log_size.defined()) scores = scores + exact(log_size).view({c.batch, 1, 1, c.tokens});
  return at::matmul(scores.softmax(-1), parts[2])
      .transpose(1, 2)
      .reshape({c.batch, c.queries, c.heads * c.head_dim});
}

TEST(AttentionOp, IsItsFormula) {
  for (const auto& [type, tolerances] : {std::pair{at::kFloat, kSingle}, std::pair{at::kBFloat16, kHalf}}) {
    for (const auto* cases : {&kCases, &kTurned}) {
      for (const Case& c : *cases) {
        const at::Tensor log_size =
            c.sized ? at::empty({c.batch, c.tokens}).random_(1, 9, seeded(6)).log() : at::Tensor();
        expect_same(
            {normal({c.batch, c.tokens, 3 * c.heads * c.head_dim}, 3).to(type)},
            [&](const Inputs& x) { return attention(x[0], log_size, c.heads, c.queries, c.turns()); },
            [&](const Inputs& x) { return formula(x[0], log_size, c); }, tolerances);
      }
    }
  }
}

/// What GPUs run, here on torch's kernels for the CPU.
TEST(AugmentedAttention, IsItsFormula) {
  for (const auto& [type, tolerances] : {std::pair{at::kFloat, kSingle}, std::pair{at::kBFloat16, kHalf}}) {
    for (const Case& c : kCases) {
      const at::Tensor log_size =
          c.sized ? at::empty({c.batch, c.tokens}).random_(1, 190, seeded(6)).log() : at::Tensor();
      expect_same(
          {normal({c.batch, c.tokens, 3 * c.heads * c.head_dim}, 3).to(type)},
          [&](const Inputs& x) { return augmented_attention(x[0], log_size, c.heads, c.queries); },
          [&](const Inputs& x) { return formula(x[0], log_size, c); }, tolerances);
    }
  }
}

TEST(AttentionOp, TakesAnyLayoutAndNoPictures) {
  const at::Tensor qkv = normal({12, 7, 2}, 3).permute({2, 1, 0});
  EXPECT_TRUE(at::equal(attention(qkv, {}, 2, 7), attention(qkv.contiguous(), {}, 2, 7)));
  EXPECT_EQ(attention(at::empty({0, 7, 12}), {}, 2, 7).sizes(), (at::IntArrayRef{0, 7, 4}));
}

}  // namespace
}  // namespace pyra
