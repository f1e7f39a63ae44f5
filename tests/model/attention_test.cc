// Proportional attention against its formula in double precision.
#include "model/attention.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/tiny_vit.h"

namespace pyra {
namespace {

using testing::largest_difference;
using testing::normal;

constexpr std::int64_t kBatch = 2, kTokens = 7, kDim = 6, kHeads = 2, kHeadDim = 3;

class AttentionTest : public ::testing::Test {
 protected:
  AttentionTest() : attention_(std::make_unique<PlainProjection>(qkv_), kDim, kHeads) {
    ParameterList list;
    attention_.collect(list, "attn");
    for (const Parameter& p : list) {
      if (p.name == "attn.proj.weight") p.tensor.copy_(proj_.weight);
      if (p.name == "attn.proj.bias") p.tensor.copy_(proj_.bias);
    }
  }

  Attention::Output attend(const at::Tensor& x, const at::Tensor& size, std::int64_t rows) const {
    return attention_.forward(Normed{x, norm_}, size, {}, rows, Pass{});
  }

  /// softmax(q k^T / sqrt D + log size) v of the norm's output, head by head.
  at::Tensor formula(const at::Tensor& given, const at::Tensor& size) const {
    const at::Tensor x = norm_(given);
    const auto exact = [](const at::Tensor& t) { return t.to(at::kDouble); };
    const auto qkv = at::linear(exact(x), exact(qkv_.weight), exact(qkv_.bias)).split(kDim, 2);
    std::vector<at::Tensor> heads;
    for (std::int64_t h = 0; h < kHeads; ++h) {
      const auto part = [&](std::size_t which) { return qkv[which].narrow(2, h * kHeadDim, kHeadDim); };
      at::Tensor scores =
          at::matmul(part(0), part(1).transpose(1, 2)) / std::sqrt(static_cast<double>(kHeadDim));
      if (size.defined()) scores = scores + exact(size).log().unsqueeze(1);
      heads.push_back(at::matmul(scores.softmax(-1), part(2)));
    }
    return at::linear(at::cat(heads, 2), exact(proj_.weight), exact(proj_.bias));
  }

  Linear qkv_{normal({3 * kDim, kDim}, 1), normal({3 * kDim}, 2)};
  Linear proj_{normal({kDim, kDim}, 3), normal({kDim}, 4)};
  LayerNorm norm_{normal({kDim}, 7), normal({kDim}, 8), 1e-6};
  Attention attention_;
  at::Tensor x_ = normal({kBatch, kTokens, kDim}, 5);
  at::Tensor size_ = at::empty({kBatch, kTokens}).random_(1, 9, testing::seeded(6));
};

TEST_F(AttentionTest, IsItsFormula) {
  EXPECT_LT(largest_difference(attend(x_, {}, kTokens).x, formula(x_, {})), 1e-5);
}

TEST_F(AttentionTest, WeighsKeysBySize) {
  const at::Tensor given = attend(x_, size_, kTokens).x;
  EXPECT_LT(largest_difference(given, formula(x_, size_)), 1e-5);
  EXPECT_GT(largest_difference(given, formula(x_, {})), 1e-2);
}

TEST_F(AttentionTest, CountsATokenOfSizeTwoAsTwoEqualTokens) {
  const at::Tensor twice = at::cat({x_, x_.narrow(1, kTokens - 1, 1)}, 1);  // the last token again
  at::Tensor size = at::ones({kBatch, kTokens});
  size.select(1, kTokens - 1).fill_(2);
  EXPECT_LT(largest_difference(attend(x_, size, kTokens).x, attend(twice, {}, kTokens).x), 1e-5);
}

TEST_F(AttentionTest, AsksForTheFirstRowsOnly) {
  const at::Tensor all = attend(x_, size_, kTokens).x;
  const at::Tensor two = attend(x_, size_, 2).x;
  EXPECT_EQ(two.sizes(), (at::IntArrayRef{kBatch, 2, kDim}));
  EXPECT_LT(largest_difference(two, all.narrow(1, 0, 2)), 1e-5);
}

TEST_F(AttentionTest, ShowsItsKeysWithoutGradient) {
  qkv_.weight.requires_grad_();
  const at::Tensor k = attend(x_, {}, kTokens).k;
  EXPECT_EQ(k.sizes(), (at::IntArrayRef{kBatch, kHeads, kTokens, kHeadDim}));
  EXPECT_FALSE(k.requires_grad());
  const at::Tensor keys = at::linear(norm_(x_), qkv_.weight, qkv_.bias).narrow(2, kDim, kDim);
  EXPECT_LT(largest_difference(k.transpose(1, 2).reshape({kBatch, kTokens, kDim}), keys), 1e-5);
}

}  // namespace
}  // namespace pyra
