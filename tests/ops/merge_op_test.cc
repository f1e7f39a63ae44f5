#include "ops/merge_op.h"

#include <gtest/gtest.h>

#include "model/tiny_vit.h"

namespace pyra {
namespace {

using testing::largest_difference;
using testing::normal;

/// Four tokens of which 0 and 2 merge into 1.
Match by_hand() {
  return {at::tensor({0, 2}, at::kInt).view({1, 2}), at::tensor({1, 1}, at::kInt).view({1, 2}),
          at::tensor({0, 0, 0, 1}, at::kInt).view({1, 4}), 2};
}

TEST(MergeTokens, IsTheMeanWeightedBySize) {
  const at::Tensor x = at::tensor({1.0F, 2.0F, 6.0F, 5.0F}).view({1, 4, 1});
  const at::Tensor size = at::tensor({1.0F, 2.0F, 3.0F, 7.0F}).view({1, 4});
  const auto [merged, sizes] = merge_tokens(x, size, by_hand());
  EXPECT_TRUE(at::allclose(merged.flatten(), at::tensor({23.0F / 6, 5.0F})));  // (1 + 4 + 18) / 6
  EXPECT_TRUE(at::equal(sizes.flatten(), at::tensor({6.0F, 7.0F})));
}

TEST(MergeTokens, IsThePlainCompositionWithItsGradient) {
  const at::Tensor x = normal({2, 12, 5}, 1).requires_grad_();
  const at::Tensor exact = x.detach().to(at::kDouble).requires_grad_();
  const at::Tensor size = at::empty({2, 12}).uniform_(1, 9, testing::seeded(2));
  const Match match = match_tokens(normal({2, 12, 8}, 3), 1, 4);
  const Merged merged = merge_tokens(x, size, match);

  const at::Tensor row = match.row.to(at::kLong), weight = size.to(at::kDouble);
  const at::Tensor total = at::zeros({2, 8}, at::kDouble).scatter_add(1, row, weight);
  const at::Tensor sum =
      at::zeros({2, 8, 5}, at::kDouble)
          .scatter_add(1, row.unsqueeze(-1).expand({2, 12, 5}), exact * weight.unsqueeze(-1));
  const at::Tensor wanted = sum / total.unsqueeze(-1);
  EXPECT_LT(largest_difference(merged.x, wanted), 1e-5);
  EXPECT_LT(largest_difference(merged.size, total), 1e-5);
  EXPECT_FALSE(merged.size.requires_grad());

  const at::Tensor upstream = normal({2, 8, 5}, 4);
  (merged.x * upstream).sum().backward();
  (wanted * upstream.to(at::kDouble)).sum().backward();
  EXPECT_LT(largest_difference(x.grad(), exact.grad()), 1e-5);
}

TEST(MergeTokens, OfRateZeroOnlyReorders) {
  const at::Tensor x = normal({1, 5, 3}, 1), size = at::ones({1, 5});
  const auto [merged, sizes] = merge_tokens(x, size, match_tokens(x, 1, 0));
  EXPECT_TRUE(at::equal(merged, x.index_select(1, at::tensor({0, 2, 4, 1, 3}, at::kLong))));
  EXPECT_TRUE(at::equal(sizes, size));
}

}  // namespace
}  // namespace pyra
