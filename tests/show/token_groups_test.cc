#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <set>

#include "pyra/error.h"
#include "show/report.h"

namespace pyra {
namespace {

using Colour = std::array<int, 3>;

Colour at(const Image& image, std::int64_t x, std::int64_t y) {
  const std::size_t i = static_cast<std::size_t>(3 * (y * image.width + x));
  return {image.pixels[i], image.pixels[i + 1], image.pixels[i + 2]};
}

// Every pixel has another colour.
Image gradient(std::int64_t width, std::int64_t height) {
  Image image{width, height, {}};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      for (const std::int64_t value : {4 * x, 4 * y, std::int64_t{90}}) {
        image.pixels.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  return image;
}

TEST(TokenGroups, SingletonsKeepTheirPixels) {
  const Image image = gradient(32, 32);
  EXPECT_EQ(draw_token_groups(image, {0, 1, 2, 3}, 2, 2).pixels, image.pixels);
}

TEST(TokenGroups, OneGroupIsItsMeanWithoutOutline) {
  Image image{8, 8, std::vector<std::uint8_t>(3 * 64, 10)};
  for (std::size_t i = 0; i < image.pixels.size() / 2; ++i) image.pixels[i] = 21;
  const Image drawn = draw_token_groups(image, {5, 5, 5, 5}, 2, 2);
  EXPECT_EQ(drawn.pixels, std::vector<std::uint8_t>(3 * 64, 16));  // 15.5 rounded
}

TEST(TokenGroups, OutlineOnlyWhereAnotherGroupBegins) {
  const Image image = gradient(32, 16);  // patches of 8 x 8, two rows of four
  const Image drawn = draw_token_groups(image, {7, 7, 9, 9, 7, 7, 9, 9}, 2, 4);
  const Colour left = at(drawn, 4, 4), right = at(drawn, 28, 4);
  EXPECT_NE(left, right);
  EXPECT_EQ(at(drawn, 0, 0), left);  // the picture's edge is no border between groups
  EXPECT_EQ(at(drawn, 8, 8), left);  // nor is the seam inside a group
  EXPECT_NE(at(drawn, 15, 5), left);
  EXPECT_NE(at(drawn, 16, 5), right);
  EXPECT_NE(at(drawn, 15, 5), at(drawn, 16, 5));  // each group in a colour of its own
  EXPECT_EQ(at(drawn, 14, 5), left);              // one pixel thick at this size
}

TEST(TokenGroups, InnerCornersAreClosed) {
  const Image image = gradient(16, 16);
  const Image drawn = draw_token_groups(image, {0, 0, 0, 1}, 2, 2);
  EXPECT_EQ(at(drawn, 7, 7), at(drawn, 7, 12));  // touches the lone patch by its corner only
}

TEST(TokenGroups, PatchesOfAGroupNeedNotTouch) {
  const Image image = gradient(32, 8);
  const Image drawn = draw_token_groups(image, {3, -1, 3, -2}, 1, 4);
  EXPECT_EQ(at(drawn, 4, 4), at(drawn, 20, 4));
  EXPECT_EQ(at(drawn, 12, 4), at(image, 12, 4));
}

TEST(TokenGroups, OutlinesOfManyGroupsDiffer) {
  const Image image{8 * 20, 16, std::vector<std::uint8_t>(3 * 8 * 20 * 16, 40)};
  std::vector<std::int64_t> group;
  for (int i = 0; i < 40; ++i) group.push_back(i % 20);
  const Image drawn = draw_token_groups(image, group, 2, 20);
  std::set<Colour> colours;
  for (int i = 1; i < 20; ++i) colours.insert(at(drawn, 8 * i, 4));
  EXPECT_EQ(colours.size(), 19u);
}

TEST(TokenGroups, TinyPatchesAreFilledNotOutlined) {
  const Image image = gradient(4, 2);
  const Image drawn = draw_token_groups(image, {0, 0, 1, 1}, 1, 4);
  EXPECT_EQ(at(drawn, 0, 0), at(drawn, 1, 1));
}

TEST(TokenGroups, WrongSizesAreRefused) {
  const Image image = gradient(16, 16);
  EXPECT_THROW(draw_token_groups(image, {0, 1, 2}, 2, 2), InputError);
  EXPECT_THROW(draw_token_groups(image, {0, 1, 2}, 1, 3), InputError);
  EXPECT_THROW(draw_token_groups(image, {}, 0, 2), InputError);
  EXPECT_THROW(draw_token_groups(image, {}, -1, -1), InputError);
  EXPECT_THROW(draw_token_groups({16, 16, {1, 2, 3}}, {0}, 1, 1), InputError);
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  EXPECT_THROW(draw_token_groups({kHuge, kHuge, {}}, {}, kHuge, kHuge), InputError);
}

}  // namespace
}  // namespace pyra
