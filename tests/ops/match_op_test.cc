#include "ops/match_op.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "model/tiny_vit.h"
#include "reducers/match_tokens_reference.h"
#include "reducers/matching.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::normal;

std::vector<std::int32_t> values(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.contiguous();
  return {flat.const_data_ptr<std::int32_t>(), flat.const_data_ptr<std::int32_t>() + flat.numel()};
}

TEST(MatchOp, MatchesEveryPictureByItself) {
  const at::Tensor metric = normal({3, 17, 8}, 1);
  const Match match = match_tokens(metric, 1, 5);
  EXPECT_EQ(match.rows_out, 12);
  for (std::int64_t b = 0; b < 3; ++b) {
    const float* picture = metric.const_data_ptr<float>() + b * 17 * 8;
    const auto expected =
        testing::matching(&match_tokens_reference, {picture, picture + 17 * 8}, {17, 8, 1, 5});
    EXPECT_EQ(values(match.source[b]), expected.source);
    EXPECT_EQ(values(match.destination[b]), expected.destination);
    EXPECT_EQ(values(match.row[b]), expected.row);
  }
}

TEST(MatchOp, TakesAnyLayoutAndType) {
  const at::Tensor metric = normal({2, 12, 8}, 2).to(at::kHalf).to(at::kFloat);  // exact in half precision
  const auto expected = values(match_tokens(metric, 1, 4).row);
  EXPECT_EQ(values(match_tokens(metric.to(at::kHalf), 1, 4).row), expected);
  EXPECT_EQ(values(match_tokens(metric.to(at::kDouble), 1, 4).row), expected);
  EXPECT_EQ(values(match_tokens(metric.transpose(1, 2).contiguous().transpose(1, 2), 1, 4).row), expected);
}

TEST(MatchOp, NamesTheRowOfEachSource) {
  const Match match = match_tokens(normal({2, 12, 8}, 3), 1, 4);
  for (std::int64_t b = 0; b < 2; ++b) {
    for (std::int64_t r = 0; r < 4; ++r) {
      EXPECT_EQ(match.source_row()[b][r].item<int>(),
                match.row[b][match.destination[b][r].item<std::int64_t>()].item<int>());
    }
  }
}

TEST(MatchOp, TakesNoPictures) {
  const Match match = match_tokens(at::empty({0, 12, 8}), 1, 4);
  EXPECT_EQ(match.source.sizes(), (at::IntArrayRef{0, 4}));
  EXPECT_EQ(match.row.sizes(), (at::IntArrayRef{0, 12}));
}

TEST(MatchOp, RefusesRatesThatDoNotFit) {
  const at::Tensor metric = normal({1, 12, 8}, 4);
  EXPECT_NO_THROW(match_tokens(metric, 1, 5));
  expect_input_error([&] { match_tokens(metric, 1, 6); },
                     "cannot remove 6 of 12 tokens (1 of them prefix); at most 5");
  expect_input_error([&] { match_tokens(metric, 1, -1); }, "cannot remove -1");
}

}  // namespace
}  // namespace pyra
