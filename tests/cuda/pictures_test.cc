// Pictures resized, mirrored and normalised on the GPU: the bits of the CPU's transforms.
#include <gtest/gtest.h>

#include "cuda/device.h"
#include "pictures/cuda/place_pictures.h"
#include "pictures/resize/resize_window.h"
#include "pyra/transform.h"

namespace pyra::testing {
namespace {

class CudaPictures : public NeedsDevice {};

Image noise(std::int64_t width, std::int64_t height, std::uint32_t seed) {
  Image image{width, height, {}};
  for (std::int64_t i = 0; i < 3 * width * height; ++i) {
    seed = seed * 1664525 + 1013904223;
    image.pixels.push_back(static_cast<std::uint8_t>(seed >> 24));
  }
  return image;
}

Preprocessing preprocessing_of(std::int64_t size, Interpolation interpolation) {
  Preprocessing preprocessing;
  preprocessing.crop_height = size;
  preprocessing.crop_width = size + 3;
  preprocessing.resize = size + 5;
  preprocessing.interpolation = interpolation;
  return preprocessing;
}

/// [pictures, 3, height, width] as the GPU places `plans`.
std::vector<float> placed(const std::vector<PicturePlan>& plans, const Transform& transform) {
  const PictureBatch batch(plans);
  std::vector<std::uint8_t> bytes(batch.bytes());
  batch.write(bytes.data());
  std::vector<float> values;
  for (const auto& channel : transform.values()) values.insert(values.end(), channel.begin(), channel.end());
  const cuda::DeviceArray<std::uint8_t> on_device(bytes), scratch(batch.scratch_bytes());
  const cuda::DeviceArray<float> table(values),
      output(plans.size() * 3 * static_cast<std::size_t>(transform.height() * transform.width()));
  cuda::place_pictures(on_device.get(), batch.count(), batch.most_between(), table.get(), transform.height(),
                       transform.width(), scratch.get(), output.get(), nullptr);
  return download(output);
}

void expect_same(const Transform& transform, const std::vector<Image>& images) {
  const auto size = static_cast<std::size_t>(3 * transform.height() * transform.width());
  std::vector<PicturePlan> plans;
  std::vector<float> expected(images.size() * size);
  std::uint64_t seed = 0;
  for (const Image& image : images) {
    const Image fitted = transform.fit(image);
    plans.push_back(transform.plan(fitted, ++seed));
    transform.finish(fitted, seed, std::span(expected).subspan((plans.size() - 1) * size, size));
  }
  EXPECT_EQ(placed(plans, transform), expected);
}

TEST_F(CudaPictures, small_batches) {
  for (const Interpolation interpolation : {Interpolation::bilinear, Interpolation::bicubic}) {
    const Preprocessing preprocessing = preprocessing_of(24, interpolation);
    for (const std::string augmentation : {"none", "light", "rand"}) {
      SCOPED_TRACE(augmentation);
      const auto transform = make_train_transform(preprocessing, augmentation);
      std::vector<Image> images;
      for (std::uint32_t i = 0; i < 9; ++i)
        images.push_back(noise(20 + 17 * i, 90 - 7 * i, i));  // up and down, wide and high
      expect_same(*transform, images);
    }
  }
}

TEST_F(CudaPictures, small_both_orders_of_the_passes) {
  const auto transform = make_eval_transform(preprocessing_of(16, Interpolation::bicubic));
  for (const auto& [width, height] : {std::pair{40, 200}, {200, 40}, {19, 50}, {50, 16}, {19, 16}}) {
    const Image image = noise(width, height, 5);
    ResizePlan plan = plan_resize(view(image), 19, 16, {0, 0, 19, 16}, Interpolation::bicubic);
    const Image expected = resize(image, 19, 16, Interpolation::bicubic);
    const std::vector<float> found = placed({picture_plan(view(image), std::move(plan), false)}, *transform);
    for (std::size_t i = 0; i < 16 * 19; ++i) {
      for (std::size_t c = 0; c < 3; ++c)
        ASSERT_EQ(found[c * 16 * 19 + i], transform->values()[c][expected.pixels[3 * i + c]])
            << width << "x" << height << " " << i;
    }
  }
}

}  // namespace
}  // namespace pyra::testing
