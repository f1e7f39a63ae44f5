#include "show/place_labels.h"

#include <gtest/gtest.h>

#include <random>

namespace pyra {
namespace {

constexpr Box kBounds{0, 0, 400, 300};

TEST(PlaceLabels, GoesToTheRightWhereThereIsRoom) {
  const auto placed = place_labels({{100, 100, 60, 12}}, {}, kBounds);
  ASSERT_TRUE(placed[0]);
  EXPECT_GT(placed[0]->x, 100);
  EXPECT_NEAR(placed[0]->y + 6, 100, 1e-9);
}

TEST(PlaceLabels, TurnsInwardAtTheEdge) {
  const auto placed = place_labels({{390, 100, 60, 12}}, {}, kBounds);
  ASSERT_TRUE(placed[0]);
  EXPECT_LT(placed[0]->x + 60, 390);
}

TEST(PlaceLabels, CrowdedLabelsOverlapNothing) {
  std::mt19937 random(7);
  std::vector<LabelRequest> requests;
  std::vector<Box> dots;
  for (int i = 0; i < 40; ++i) {
    const double x = 180.0 + static_cast<double>(random() % 60),
                 y = 130.0 + static_cast<double>(random() % 40);
    requests.push_back({x, y, 70, 13});
    dots.push_back({x - 5, y - 5, 10, 10});
  }
  const auto placed = place_labels(requests, dots, kBounds);
  int found = 0;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (!placed[i]) continue;
    ++found;
    EXPECT_GE(placed[i]->x, 0);
    EXPECT_LE(placed[i]->x + placed[i]->width, kBounds.width);
    for (const Box& dot : dots) EXPECT_FALSE(placed[i]->overlaps(dot));
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(placed[j] && placed[i]->overlaps(*placed[j]));
  }
  EXPECT_GT(found, 15);
}

TEST(PlaceLabels, GivesUpOnALabelLargerThanThePlot) {
  EXPECT_FALSE(place_labels({{100, 100, 500, 12}}, {}, kBounds)[0]);
}

}  // namespace
}  // namespace pyra
