// Positions for pictures of another size against torch's own interpolation, as each library calls it.
#include <gtest/gtest.h>

#include "model/load.h"
#include "model/tiny_vit.h"
#include "pyra/backbone.h"

namespace pyra {
namespace {

using namespace testing;

struct Grid {
  std::int64_t rows, columns;
};

/// [1, C, rows, columns] from [1, C, 4, 4].
at::Tensor by_torch(PositionResizing rule, const at::Tensor& grid, const Grid& to) {
  const std::vector<std::int64_t> size{to.rows, to.columns};
  if (rule == PositionResizing::antialiased) return at::_upsample_bicubic2d_aa(grid, size, false);
  if (rule == PositionResizing::plain) return at::upsample_bicubic2d(grid, size, false);
  const auto scale = [](std::int64_t places) { return (static_cast<double>(places) + 0.1) / 4; };
  return at::upsample_bicubic2d(grid, size, false, scale(to.rows), scale(to.columns));
}

class Positions : public ::testing::TestWithParam<std::tuple<PositionResizing, Grid>> {};

TEST_P(Positions, AreResizedAsTorchDoes) {
  const auto& [rule, to] = GetParam();
  VitConfig config = tiny_config();
  config.position_resizing = rule;
  const at::Tensor all = normal({1, 17, 32}, 3);
  Backbone backbone;
  backbone.config = config;
  backbone.tensors.emplace("pos_embed", to_host(all));
  resize_pos_embed(backbone, to.rows * config.patch, to.columns * config.patch);
  const at::Tensor given = to_torch(backbone.tensors.at("pos_embed"));
  const at::Tensor grid = all.narrow(1, 1, 16).view({1, 4, 4, 32}).permute({0, 3, 1, 2});
  const at::Tensor wanted =
      at::cat({all.narrow(1, 0, 1), by_torch(rule, grid, to).permute({0, 2, 3, 1}).reshape({1, -1, 32})}, 1);
  ASSERT_EQ(given.sizes(), wanted.sizes());
  EXPECT_LT(largest_difference(given, wanted), 1e-5 * wanted.abs().max().item<double>());
}

INSTANTIATE_TEST_SUITE_P(Rules, Positions,
                         ::testing::Combine(::testing::Values(PositionResizing::antialiased,
                                                              PositionResizing::plain,
                                                              PositionResizing::offset),
                                            ::testing::Values(Grid{2, 2}, Grid{3, 5}, Grid{4, 9}, Grid{9, 4},
                                                              Grid{1, 1}, Grid{16, 12})));

TEST(Positions, OfTheirOwnSizeStayAsTheyAre) {
  for (const PositionResizing rule : {PositionResizing::antialiased, PositionResizing::offset}) {
    Backbone backbone;
    backbone.config = tiny_config();
    backbone.config.position_resizing = rule;
    const at::Tensor all = normal({1, 17, 32}, 3);
    backbone.tensors.emplace("pos_embed", to_host(all));
    resize_pos_embed(backbone, 32, 32);
    EXPECT_TRUE(at::equal(to_torch(backbone.tensors.at("pos_embed")), all));
  }
}

}  // namespace
}  // namespace pyra
