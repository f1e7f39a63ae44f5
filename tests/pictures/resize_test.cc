#include <gtest/gtest.h>

#include "pictures/reference.h"
#include "pictures/resize/blend_rows.h"
#include "pictures/resize/resample.h"
#include "pictures/resize/resize_window.h"
#include "pictures/resize/turn_strip.h"
#include "pyra/error.h"
#include "pyra/transform.h"

namespace pyra::testing {
namespace {

TEST(Resize, EqualsPillow) {
  TemporaryFolder folder;
  const auto cases = reference_cases("resize", folder.path());
  if (cases.empty()) GTEST_SKIP() << kNoPillow;
  for (const Case& c : cases) {
    const Image input = raw_image(folder / c[0], c[1], c[2]);
    const Image expected = raw_image(folder / c[3], c[4], c[5]);
    const auto kind = find_interpolation(c[6]).value();
    const Image image = resize(input, expected.width, expected.height, kind);
    const Difference difference = compare(image.pixels, expected.pixels);
    EXPECT_EQ(difference.count, 0u) << c[3] << " from " << c[1] << "x" << c[2] << ": by up to "
                                    << difference.largest;
  }
}

TEST(Resize, SameSizeIsCopy) {
  const Image image = checkered(9, 5);
  EXPECT_EQ(resize(image, 9, 5, Interpolation::bicubic).pixels, image.pixels);
}

TEST(Resize, ConstantStaysConstant) {
  Image image{13, 29, std::vector<std::uint8_t>(3 * 13 * 29, 201)};
  const Image result = resize(image, 40, 7, Interpolation::bicubic);
  EXPECT_EQ(result.pixels, std::vector<std::uint8_t>(3 * 40 * 7, 201));
}

TEST(Resize, WindowIsPartOfTheWhole) {
  const Image image = checkered(83, 59);
  const Image whole = resize(image, 64, 100, Interpolation::bicubic);
  const Rect window{11, 30, 17, 41};
  const Image part = resize_window(view(image), 64, 100, window, Interpolation::bicubic);
  ASSERT_EQ(part.pixels.size(), 3u * 17 * 41);
  for (std::int64_t y = 0; y < window.height; ++y) {
    for (std::int64_t i = 0; i < 3 * window.width; ++i) {
      ASSERT_EQ(part.pixels[static_cast<std::size_t>(3 * window.width * y + i)],
                whole.pixels[static_cast<std::size_t>(3 * (64 * (window.y + y) + window.x) + i)]);
    }
  }
}

TEST(Resize, WindowOfHugeEnlargementIsCheap) {
  const Image thin = checkered(60000, 1);
  const Rect window{7000000, 12, 224, 224};
  EXPECT_EQ(resize_window(view(thin), 14880000, 248, window, Interpolation::bicubic).pixels.size(),
            3u * 224 * 224);
}

TEST(Resize, RefusesEmptyAndOversized) {
  EXPECT_THROW(resize({}, 3, 3, Interpolation::bicubic), InputError);
  EXPECT_THROW(resize(checkered(2, 2), 0, 3, Interpolation::bicubic), InputError);
  EXPECT_THROW(resize(checkered(2, 2), 1 << 20, 1 << 20, Interpolation::bicubic), InputError);
}

TEST(Resize, EveryBlendEqualsPortable) {
  const Image image = checkered(71, 9);  // 213 bytes a row: whole vectors and a rest
  const AxisPlan lines = axis_plan(9, 4, 0, 4, Interpolation::bicubic);
  for (const AxisWindow& w : lines.windows) {
    std::vector<std::uint8_t> fast(213), plain(213);
    const std::uint8_t* rows = image.pixels.data() + 213 * w.first;
    blend_rows_portable(rows, 213, lines.weights.data() + w.offset, w.taps, 213, plain.data());
    for (const Isa isa : available_isas()) {
      blend_rows_of(isa)(rows, 213, lines.weights.data() + w.offset, w.taps, 213, fast.data());
      EXPECT_EQ(fast, plain) << isa_name(isa);
    }
  }
}

TEST(Resize, BlendsGoByTheInstructionSetAskedFor) {
  EXPECT_EQ(best_blend_rows(), blend_rows_of(chosen_isa()));
  EXPECT_EQ(blend_rows_of(Isa::baseline), &blend_rows_portable);
  for (const Isa isa : available_isas()) {
    EXPECT_EQ(blend_rows_of(isa) == &blend_rows_portable, isa == Isa::baseline) << isa_name(isa);
  }
}

void expect_turns_equal_portable(Isa isa) {
  for (const std::int64_t width : {1, 3, 4, 5, 6, 9, 10, 16, 37}) {
    for (const std::int64_t rows : {1, 7, kStripRows}) {
      const Image image =
          checkered(width + 2, rows);  // a margin that belongs to the rows, but not to the strip
      const std::ptrdiff_t stride = 3 * (width + 2);
      const auto strip_size = static_cast<std::size_t>(width * kStripColumn + kStripSlack);
      std::vector<std::uint8_t> fast(strip_size), plain(strip_size);
      turn_strip(image.pixels.data(), stride, width, rows, fast.data(), isa);
      turn_strip_portable(image.pixels.data(), stride, width, rows, plain.data());
      EXPECT_EQ(fast, plain) << width << "x" << rows;
      std::vector<std::uint8_t> lines(static_cast<std::size_t>(3 * width * rows));
      turn_back(fast.data(), width, rows, lines.data(), isa);
      for (std::int64_t y = 0; y < rows; ++y) {
        EXPECT_TRUE(std::equal(lines.begin() + 3 * width * y, lines.begin() + 3 * width * (y + 1),
                               image.pixels.begin() + stride * y))
            << width << "x" << rows << ", line " << y;
      }
    }
  }
}

TEST(Resize, EveryTurnEqualsPortable) {
  for (const Isa isa : available_isas()) {
    SCOPED_TRACE(isa_name(isa));
    expect_turns_equal_portable(isa);
  }
}

}  // namespace
}  // namespace pyra::testing
