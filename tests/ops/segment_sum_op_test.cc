// Forward and gradient against the same composed of ATen operations in double precision.
#include "ops/segment_sum_op.h"

#include <gtest/gtest.h>

#include "model/tiny_vit.h"

namespace pyra {
namespace {

using testing::largest_difference;
using testing::normal;

constexpr std::int64_t kBatch = 2, kRows = 9, kSegments = 4, kChannels = 5;

at::Tensor indices(std::int64_t columns, std::int64_t limit) {
  return at::empty({kBatch, columns}, at::kLong).random_(0, limit, testing::seeded(7)).to(at::kInt);
}

at::Tensor spread(const at::Tensor& index) {
  return index.to(at::kLong).unsqueeze(-1).expand({-1, -1, kChannels});
}

at::Tensor weighted(const at::Tensor& x, const at::Tensor& weight) {
  return weight.defined() ? x * weight.to(at::kDouble).unsqueeze(-1) : x;
}

at::Tensor plain_sum(const at::Tensor& x, const at::Tensor& segment, const at::Tensor& weight) {
  return at::zeros({kBatch, kSegments, kChannels}, at::kDouble)
      .scatter_add(1, spread(segment), weighted(x, weight));
}

at::Tensor plain_gather(const at::Tensor& x, const at::Tensor& index, const at::Tensor& weight) {
  return weighted(x.gather(1, spread(index)), weight);
}

template <class Ours, class Plain>
void expect_same(const at::Tensor& input, const Ours& ours, const Plain& plain) {
  const at::Tensor x = input.detach().requires_grad_(),
                   exact = input.detach().to(at::kDouble).requires_grad_();
  const at::Tensor y = ours(x), wanted = plain(exact);
  EXPECT_LT(largest_difference(y, wanted), 1e-5);
  const at::Tensor upstream = normal(y.sizes(), 9);
  (y * upstream).sum().backward();
  (wanted * upstream.to(at::kDouble)).sum().backward();
  EXPECT_LT(largest_difference(x.grad(), exact.grad()), 1e-5);
}

TEST(SegmentSumOp, IsThePlainComposition) {
  const at::Tensor segment = indices(kRows, kSegments);
  for (const at::Tensor& weight : {at::Tensor(), normal({kBatch, kRows}, 3)}) {
    expect_same(
        normal({kBatch, kRows, kChannels}, 1),
        [&](const at::Tensor& x) { return segment_sum(x, segment, weight, kSegments); },
        [&](const at::Tensor& x) { return plain_sum(x, segment, weight); });
  }
}

TEST(GatherRowsOp, IsThePlainComposition) {
  const at::Tensor index = indices(kRows, kSegments);
  for (const at::Tensor& weight : {at::Tensor(), normal({kBatch, kRows}, 3)}) {
    expect_same(
        normal({kBatch, kSegments, kChannels}, 1),
        [&](const at::Tensor& x) { return gather_rows(x, index, weight); },
        [&](const at::Tensor& x) { return plain_gather(x, index, weight); });
  }
}

TEST(SegmentSumOp, HasTheGradientOfCentralDifferences) {
  const at::Tensor x = normal({kBatch, kRows, kChannels}, 1).requires_grad_();
  const at::Tensor segment = indices(kRows, kSegments), weight = normal({kBatch, kRows}, 3);
  const auto loss = [&](const at::Tensor& at) {
    return segment_sum(at, segment, weight, kSegments).square().sum();
  };
  loss(x).backward();
  const at::NoGradGuard no_grad;
  for (const std::int64_t i : {0, 13, 44, 89}) {
    constexpr float kStep = 1e-2F;  // exact for a square but for rounding
    const at::Tensor step =
        at::zeros({x.numel()}).index_fill_(0, at::tensor({i}, at::kLong), kStep).view_as(x);
    const double slope = (loss(x + step) - loss(x - step)).item<double>() / (2.0 * kStep);
    EXPECT_NEAR(x.grad().flatten()[i].item<double>(), slope, 2e-2) << i;
  }
}

TEST(SegmentSumOp, TakesAnyLayout) {
  const at::Tensor x = normal({kBatch, kChannels, kRows}, 1).transpose(1, 2);
  const at::Tensor segment = indices(kBatch, kSegments).expand({kBatch, kBatch}).t();
  const at::Tensor rows = x.narrow(1, 0, kBatch), weight = normal({kBatch, kBatch}, 2).t();
  EXPECT_TRUE(
      at::equal(segment_sum(rows, segment, weight, kSegments),
                segment_sum(rows.contiguous(), segment.contiguous(), weight.contiguous(), kSegments)));
  EXPECT_TRUE(at::equal(gather_rows(x, segment, weight),
                        gather_rows(x.contiguous(), segment.contiguous(), weight.contiguous())));
}

TEST(SegmentSumOp, TakesNoPicturesAndNoRows) {
  const at::Tensor none = at::empty({0, kRows}, at::kInt);
  EXPECT_EQ(segment_sum(at::empty({0, kRows, kChannels}), none, {}, kSegments).sizes(),
            (at::IntArrayRef{0, kSegments, kChannels}));
  EXPECT_EQ(gather_rows(at::empty({0, kSegments, kChannels}), none, {}).sizes(),
            (at::IntArrayRef{0, kRows, kChannels}));
  const at::Tensor empty = segment_sum(at::empty({1, 0, kChannels}), at::empty({1, 0}, at::kInt), {}, 2);
  EXPECT_TRUE(at::equal(empty, at::zeros({1, 2, kChannels})));
}

}  // namespace
}  // namespace pyra
