#include "pyra/transform.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <tuple>

#include "io/expect_error.h"
#include "pictures/reference.h"
#include "pictures/resize/random_crop.h"
#include "pictures/transform/normalize.h"
#include "pyra/error.h"

namespace pyra::testing {
namespace {

Preprocessing small_crop() {
  Preprocessing p;
  p.resize = 20;
  p.crop_height = 16;
  p.crop_width = 12;
  return p;
}

std::vector<float> apply(const Transform& transform, const Image& image, std::uint64_t seed) {
  std::vector<float> output(static_cast<std::size_t>(3 * transform.height() * transform.width()), NAN);
  transform.apply(image, seed, output);
  return output;
}

TEST(EvalTransform, EqualsPillowAndNumpy) {
  TemporaryFolder folder;
  const auto cases = reference_cases("eval", folder.path());
  if (cases.empty()) GTEST_SKIP() << kNoPillow;
  for (const Case& c : cases) {
    const auto transform = make_eval_transform(preprocessing_from_json(c[1]));
    const std::vector<float> output = apply(*transform, read_image(folder / c[0]), 0);
    const auto expected = read_bytes(folder / c[2]);
    ASSERT_EQ(expected.size(), output.size() * sizeof(float)) << c[0];
    EXPECT_EQ(std::memcmp(expected.data(), output.data(), expected.size()), 0) << c[0] << " " << c[1];
  }
}

TEST(EvalTransform, SeedChangesNothing) {
  const auto transform = make_eval_transform(small_crop());
  EXPECT_EQ(apply(*transform, checkered(40, 30), 1), apply(*transform, checkered(40, 30), 2));
}

TEST(EvalTransform, FinishRefusesPictureThatWasNotFitted) {
  const auto transform = make_eval_transform(small_crop());
  std::vector<float> output(3 * 16 * 12);
  EXPECT_THROW(transform->finish(checkered(40, 30), 0, output), InputError);
  EXPECT_THROW(transform->fit({}), InputError);
}

TEST(EvalTransform, ToImageUndoesNormalisation) {
  Preprocessing p = small_crop();
  p.mean = {0.485, 0.456, 0.406};
  p.std = {0.229, 0.224, 0.225};
  const auto transform = make_eval_transform(p);
  const Image fitted = transform->fit(checkered(40, 30));
  std::vector<float> chw(3 * 16 * 12);
  transform->finish(fitted, 0, chw);
  const Image again = to_image(chw, p);
  EXPECT_EQ(again.width, 12);
  EXPECT_EQ(again.height, 16);
  EXPECT_EQ(again.pixels, fitted.pixels);
}

TEST(Transform, NamesSizesThatDoNotFit) {
  Preprocessing p;
  p.crop_height = 2, p.crop_width = 3;
  std::vector<float> output(18), short_one(17);
  for (const char* augmentation : {"none", "light"}) {
    const auto transform = make_train_transform(p, augmentation);
    testing::expect_input_error([&] { transform->apply(checkered(40, 30), 0, short_one); },
                                "17 numbers; expected 18, 3 x 2 x 3");
    EXPECT_NO_THROW(transform->apply(checkered(40, 30), 0, output));
  }
  testing::expect_input_error([&] { std::ignore = to_image(short_one, p); }, "17 numbers; expected 18");
}

TEST(ToImage, ClampsAndForgivesNan) {
  Preprocessing p;
  p.crop_height = p.crop_width = 1;
  const float chw[] = {-9, 9, NAN};
  const Image image = to_image(chw, p);
  EXPECT_EQ(image.pixels[0], 0);
  EXPECT_EQ(image.pixels[1], 255);
}

TEST(Normalizer, HasTheBitsOfTheThreeOperations) {
  Image image = checkered(37, 23);  // 851 pixels: whole vectors and a rest
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  std::vector<float> chw(image.pixels.size());
  // The usual constants, and some that nobody uses.
  for (const auto& [mean, std] : {std::pair{0.5, 0.5},
                                  {0.485, 0.229},
                                  {0.456, 0.224},
                                  {0.406, 0.225},
                                  {0.0, 1.0},
                                  {0.123, 1e-3},
                                  {0.7, 3e-39}}) {
    Preprocessing p;
    p.mean = {mean, mean, mean};
    p.std = {std, std, std};
    for (const Isa isa : available_isas()) {
      Normalizer(p, isa)(image, chw.data());
      for (std::size_t i = 0; i < 851; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
          const float scaled = static_cast<float>(image.pixels[3 * i + c]) / 255.0F;
          const float expected = (scaled - static_cast<float>(mean)) / static_cast<float>(std);
          ASSERT_EQ(std::memcmp(&chw[c * 851 + i], &expected, sizeof expected), 0)
              << mean << " " << std << " pixel " << i << " " << isa_name(isa);
        }
      }
    }
  }
}

TEST(Normalizer, GoesByTheInstructionSetAskedFor) {
  const Preprocessing usual;
  for (const Isa isa : available_isas()) {
    EXPECT_EQ(Normalizer(usual, isa).by_vectors(), isa != Isa::baseline) << isa_name(isa);
  }
  EXPECT_EQ(Normalizer(usual).by_vectors(), chosen_isa() != Isa::baseline);
}

TEST(TrainTransform, NoneIsEvaluation) {
  const Image image = checkered(40, 30);
  EXPECT_EQ(apply(*make_train_transform(small_crop(), "none"), image, 5),
            apply(*make_eval_transform(small_crop()), image, 0));
}

TEST(TrainTransform, SeedDecides) {
  const Image image = checkered(64, 48);
  for (const char* name : {"light", "rand"}) {
    const auto transform = make_train_transform(small_crop(), name);
    int different = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto output = apply(*transform, image, seed);
      EXPECT_EQ(output, apply(*transform, image, seed)) << name;
      for (float value : output) ASSERT_TRUE(value >= -1 && value <= 1) << name;
      different += output != apply(*transform, image, seed + 1);
    }
    EXPECT_EQ(different, 20) << name;
  }
}

TEST(TrainTransform, TakesOnePixel) {
  const auto output = apply(*make_train_transform(small_crop(), "rand"), checkered(1, 1), 3);
  EXPECT_FALSE(std::isnan(output[0]));
}

TEST(TrainTransform, RefusesUnknownName) {
  EXPECT_THROW(make_train_transform(small_crop(), "heavy"), InputError);
}

TEST(RandomCrop, StaysWithinPictureAreaAndRatio) {
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    const Rect part = random_crop(400, 300, random);
    ASSERT_GE(part.x, 0);
    ASSERT_GE(part.y, 0);
    ASSERT_LE(part.x + part.width, 400);
    ASSERT_LE(part.y + part.height, 300);
    const double area = static_cast<double>(part.width * part.height) / (400 * 300);
    const double ratio = static_cast<double>(part.width) / static_cast<double>(part.height);
    ASSERT_GT(area, 0.078);
    ASSERT_GT(ratio, 0.74);
    ASSERT_LT(ratio, 1.35);
  }
}

TEST(RandomCrop, LongPicturesGetTheirMiddle) {
  Random random(1);
  const Rect part = random_crop(3000, 3, random);
  EXPECT_EQ(part.width, 4);
  EXPECT_EQ(part.height, 3);
  EXPECT_EQ(part.x, 1498);
}

}  // namespace
}  // namespace pyra::testing
