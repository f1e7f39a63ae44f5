// JPEGs at reduced size: a picture of flat blocks of 8x8 pixels, whose every reduction is known.
// jpeglib.h needs size_t and FILE declared before it.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <gtest/gtest.h>

#include "pictures/reference.h"
#include "pyra/loader.h"

namespace pyra::testing {
namespace {

constexpr std::int64_t kWidth = 160, kHeight = 96;

std::uint8_t level_of_block(std::int64_t x, std::int64_t y) {
  return static_cast<std::uint8_t>(20 + (x * 7 + y * 31) % 200);
}

/// Gray levels in three channels, hence without loss in the colours.
void write_blocks(const fs::path& path) {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  FILE* file = std::fopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  jpeg_stdio_dest(&info, file);
  info.image_width = kWidth, info.image_height = kHeight;
  info.input_components = 3, info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  jpeg_start_compress(&info, TRUE);
  for (std::int64_t y = 0; y < kHeight; ++y) {
    std::vector<std::uint8_t> row;
    for (std::int64_t x = 0; x < kWidth; ++x) row.insert(row.end(), 3, level_of_block(x / 8, y / 8));
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&info, &pointer, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::fclose(file);
}

TEST(FastDecode, ReducesAsFarAsTheSidesAllow) {
  TemporaryFolder folder;
  write_blocks(folder / "a.jpg");
  struct Row {
    std::int64_t least_side, by;
  };
  for (const Row row :
       {Row{0, 1}, {1, 8}, {12, 8}, {13, 4}, {24, 4}, {25, 2}, {48, 2}, {49, 1}, {96, 1}, {500, 1}}) {
    const Image image = read_image(folder / "a.jpg", ReadOptions{false, row.least_side});
    ASSERT_EQ(image.width, kWidth / row.by) << "least side " << row.least_side;
    ASSERT_EQ(image.height, kHeight / row.by) << "least side " << row.least_side;
    const std::int64_t block = 8 / row.by;
    for (std::int64_t i = 0; i < image.width * image.height; ++i) {
      const int expected = level_of_block(i % image.width / block, i / image.width / block);
      for (std::int64_t c = 0; c < 3; ++c) {
        ASSERT_NEAR(image.pixels[static_cast<std::size_t>(3 * i + c)], expected, 2)
            << "pixel " << i << " at 1/" << row.by;
      }
    }
  }
}

TEST(FastDecode, LeavesOtherFormatsAlone) {
  TemporaryFolder folder;
  write_png(folder / "a.png", checkered(64, 64));
  EXPECT_EQ(read_image(folder / "a.png", ReadOptions{false, 1}).width, 64);
}

TEST(FastDecode, KeepsTwiceWhatTheTransformNeeds) {
  Preprocessing p;
  p.resize = 30, p.crop_width = p.crop_height = 24;
  EXPECT_EQ(fast_read(*make_eval_transform(p), true).least_side, 60);
  EXPECT_TRUE(fast_read(*make_eval_transform(p), true).exif_rotation);
  p.direct_resize = true, p.crop_width = 40;
  EXPECT_EQ(fast_read(*make_eval_transform(p), false).least_side, 80);
  EXPECT_EQ(fast_read(*make_train_transform(p, "light"), false).least_side,
            0);  // a crop may need every pixel
}

TEST(FastDecode, IsWhatTheLoaderDoesWhenAsked) {
  TemporaryFolder folder;
  write_blocks(folder / "a.jpg");
  Dataset dataset;
  dataset.samples.push_back({folder / "a.jpg", 0});
  Preprocessing p;
  p.direct_resize = true, p.crop_width = p.crop_height = 12;  // 24 pixels are kept: 1/4
  const auto transform = make_eval_transform(p);
  LoaderOptions options;
  options.width = options.height = 12, options.batch = 1;
  for (const bool fast : {false, true}) {
    options.fast_decode = fast;
    std::vector<float> expected(3 * 12 * 12);
    transform->apply(read_image(folder / "a.jpg", ReadOptions{false, fast ? 24 : 0}), 0, expected);
    const Batch batch = Loader(dataset, *transform, options).next().value();
    EXPECT_EQ(batch.images, expected);
  }
}

}  // namespace
}  // namespace pyra::testing
