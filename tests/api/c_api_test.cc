#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "api/c_api_fixture.h"
#include "api/c_api_from_c.h"
#include "pyra/image.h"
#include "pyra/version.h"

namespace pyra {
namespace {

using testing::CApi;

TEST_F(CApi, SaysWhatTheModelIs) {
  ASSERT_EQ(load(), PYRA_OK) << pyra_last_error();
  EXPECT_EQ(pyra_image_height(loaded_), 16);
  EXPECT_EQ(pyra_image_width(loaded_), 16);
  EXPECT_EQ(pyra_classes(loaded_), 7);
  EXPECT_EQ(pyra_features(loaded_), 40);
  EXPECT_EQ(pyra_max_batch(loaded_), 2147483647 / (3 * 17));
  EXPECT_EQ(pyra_schedule(loaded_), model_.schedule);
  EXPECT_STREQ(pyra_task(loaded_), "classification");
  EXPECT_STREQ(pyra_class_name(loaded_, 6), "class 6");
  EXPECT_EQ(pyra_class_name(loaded_, 7), nullptr);
  EXPECT_NE(std::string(pyra_last_error()).find("class 7; expected 0 to 6"), std::string::npos)
      << pyra_last_error();
  EXPECT_EQ(pyra_class_name(loaded_, -1), nullptr);
  EXPECT_NE(std::string(pyra_last_error()).find("class -1"), std::string::npos) << pyra_last_error();
  EXPECT_STREQ(pyra_class_name(loaded_, 0), "class 0");
  EXPECT_STREQ(pyra_last_error(), "") << "of a call before";
  EXPECT_STREQ(pyra_version(), kVersion);
  EXPECT_STREQ(pyra_last_error(), "");
}

TEST_F(CApi, GivesTheEnginesLogits) {
  ASSERT_EQ(load(), PYRA_OK);
  const std::vector<float> images = random_images(model_.config, 3);
  std::vector<float> logits(3 * 7);
  ASSERT_EQ(pyra_run(loaded_, images.data(), 3, logits.data()), PYRA_OK) << pyra_last_error();
  const std::vector<float> wanted = engine_logits(images.data(), 3);
  for (std::size_t i = 0; i < logits.size(); ++i) EXPECT_NEAR(logits[i], wanted[i], 1e-5);
}

TEST_F(CApi, IsUsableFromC) {
  for (const auto run : {run_from_c, run_as_in_0_2}) {
    std::vector<float> logits(7), grey(3 * 16 * 16, 0.0F);
    ASSERT_EQ(run(file_.c_str(), "f32", logits.data(), 7), 7) << pyra_last_error();
    const std::vector<float> wanted = engine_logits(grey.data(), 1);
    for (std::size_t i = 0; i < logits.size(); ++i) EXPECT_NEAR(logits[i], wanted[i], 1e-5);
    EXPECT_EQ(run(file_.c_str(), "f8", logits.data(), 7), -1);
    expect_message("f8");
  }
}

TEST_F(CApi, PreparesPicturesFromFilesAndFromPixels) {
  ASSERT_EQ(load(), PYRA_OK);
  Image picture{9, 20, {}};
  for (int i = 0; i < 3 * 9 * 20; ++i) picture.pixels.push_back(static_cast<std::uint8_t>(7 * i));
  write_png(folder_ / "picture.png", picture);
  std::vector<float> from_file(3 * 16 * 16, 9.0F), from_pixels(3 * 16 * 16, -9.0F);
  ASSERT_EQ(pyra_read_picture(loaded_, (folder_ / "picture.png").c_str(), from_file.data()), PYRA_OK)
      << pyra_last_error();
  ASSERT_EQ(pyra_prepare_pixels(loaded_, picture.pixels.data(), 20, 9, from_pixels.data()), PYRA_OK)
      << pyra_last_error();
  EXPECT_EQ(from_file, from_pixels);
  EXPECT_EQ(pyra_read_picture(loaded_, (folder_ / "none.png").c_str(), from_file.data()), PYRA_BAD_INPUT);
  expect_message("none.png");
  EXPECT_EQ(pyra_prepare_pixels(loaded_, picture.pixels.data(), 0, 9, from_pixels.data()), PYRA_BAD_INPUT);
  expect_message("0x9");
  EXPECT_EQ(pyra_prepare_pixels(loaded_, picture.pixels.data(), std::int64_t{1} << 62, 9, from_pixels.data()),
            PYRA_BAD_INPUT);
}

TEST_F(CApi, SchedulesAreBoundAsEverywhere) {
  pyra_options options{};
  options.schedule = "r=1";
  EXPECT_EQ(load(&options), PYRA_BAD_INPUT);
  EXPECT_EQ(loaded_, nullptr);
  expect_message("trained: 4,2");
  EXPECT_EQ(std::string(pyra_last_error()).find("--"), std::string::npos) << pyra_last_error();
  EXPECT_STREQ(pyra_last_error_code(), "schedule.bound");
  options.force_schedule = 1;
  EXPECT_EQ(load(&options), PYRA_OK) << pyra_last_error();
  EXPECT_STREQ(pyra_last_error_code(), "");
}

TEST_F(CApi, TurnsEveryErrorIntoAStatus) {
  pyra_options options{};
  options.threads = -1;
  EXPECT_EQ(load(&options), PYRA_BAD_INPUT);
  expect_message("-1 threads");
  EXPECT_EQ(pyra_load("/nonexistent/model", nullptr, &loaded_), PYRA_BAD_INPUT);
  expect_message("/nonexistent/model");
  EXPECT_EQ(pyra_load(nullptr, nullptr, &loaded_), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_load(file_.c_str(), nullptr, nullptr), PYRA_BAD_INPUT);
  ASSERT_EQ(load(), PYRA_OK);
  std::vector<float> images(3 * 16 * 16, std::numeric_limits<float>::quiet_NaN()), logits(7);
  EXPECT_EQ(pyra_run(loaded_, images.data(), 1, logits.data()), PYRA_BAD_INPUT);
  expect_message("NaN");
  EXPECT_EQ(pyra_run(loaded_, images.data(), 0, logits.data()), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_run(nullptr, images.data(), 1, logits.data()), PYRA_BAD_INPUT);
  pyra_free(nullptr);
}

TEST_F(CApi, RefusesBatchesThatNothingCanHold) {
  ASSERT_EQ(load(), PYRA_OK);
  std::vector<float> images(3 * 16 * 16, 0.0F), logits(7);
  for (const int power : {31, 32, 33, 40, 53, 61, 62}) {
    EXPECT_EQ(pyra_run(loaded_, images.data(), std::int64_t{1} << power, logits.data()), PYRA_BAD_INPUT)
        << "2^" << power;
    expect_message("expected at most");
  }
  for (const std::int64_t batch : {std::numeric_limits<std::int64_t>::max(),
                                   std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}}) {
    EXPECT_EQ(pyra_run(loaded_, images.data(), batch, logits.data()), PYRA_BAD_INPUT) << batch;
    expect_message("a batch of " + std::to_string(batch));
  }
  EXPECT_EQ(pyra_run(loaded_, images.data(), 1, logits.data()), PYRA_OK) << pyra_last_error();
}

TEST_F(CApi, EveryFunctionTakesNull) {
  EXPECT_EQ(pyra_image_height(nullptr), 0);
  EXPECT_EQ(pyra_image_width(nullptr), 0);
  EXPECT_EQ(pyra_classes(nullptr), 0);
  EXPECT_EQ(pyra_features(nullptr), 0);
  EXPECT_EQ(pyra_max_batch(nullptr), 0);
  EXPECT_EQ(pyra_schedule(nullptr), nullptr);
  EXPECT_EQ(pyra_task(nullptr), nullptr);
  EXPECT_EQ(pyra_class_name(nullptr, 0), nullptr);
  expect_message("model is NULL");
  ASSERT_EQ(load(), PYRA_OK);
  float image[3 * 16 * 16] = {};
  const std::uint8_t pixel[3] = {};
  EXPECT_EQ(pyra_read_picture(nullptr, "a.png", image), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_read_picture(loaded_, nullptr, image), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_read_picture(loaded_, "a.png", nullptr), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_prepare_pixels(nullptr, pixel, 1, 1, image), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_prepare_pixels(loaded_, nullptr, 1, 1, image), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_prepare_pixels(loaded_, pixel, 1, 1, nullptr), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_run(nullptr, image, 1, image), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_run(loaded_, nullptr, 1, image), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_run(loaded_, image, 1, nullptr), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_decode_picture(nullptr, pixel, 3, image), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_decode_picture(loaded_, nullptr, 3, image), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_decode_picture(loaded_, pixel, 3, nullptr), PYRA_BAD_INPUT);
  pyra_call call{};
  call.logits = image;
  EXPECT_EQ(pyra_run_call(nullptr, image, 1, &call), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_run_call(loaded_, nullptr, 1, &call), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_run_call(loaded_, image, 1, nullptr), PYRA_BAD_INPUT);
  expect_message("NULL");
  pyra_model* none = nullptr;
  EXPECT_EQ(pyra_load_memory(nullptr, 3, nullptr, &none), PYRA_BAD_INPUT);
  EXPECT_EQ(pyra_load_memory(pixel, 3, nullptr, nullptr), PYRA_BAD_INPUT);
}

TEST_F(CApi, EveryThreadHasItsOwnMessage) {
  EXPECT_EQ(pyra_load("/nonexistent/model", nullptr, &loaded_), PYRA_BAD_INPUT);
  std::thread([] { EXPECT_STREQ(pyra_last_error(), ""); }).join();
  expect_message("/nonexistent/model");
  ASSERT_EQ(load(), PYRA_OK);
  EXPECT_STREQ(pyra_last_error(), "");
}

TEST_F(CApi, LargePicturesAreRefusedInTheWordsOfTheLibrary) {
  ASSERT_EQ(load(), PYRA_OK);
  Image picture{64, 64, std::vector<std::uint8_t>(3 * 64 * 64)};
  write_png(folder_ / "large.png", picture);
  std::vector<float> image(3 * 16 * 16);
  const std::string file = (folder_ / "large.png").string();
  ASSERT_EQ(pyra_set_picture_memory(1000), PYRA_OK);
  EXPECT_NE(pyra_read_picture(loaded_, file.c_str(), image.data()), PYRA_OK);
  expect_message("pyra_set_picture_memory()");
  EXPECT_EQ(std::string(pyra_last_error()).find("--"), std::string::npos) << pyra_last_error();
  EXPECT_NE(pyra_set_picture_memory(0), PYRA_OK);
  ASSERT_EQ(pyra_set_picture_memory(uint64_t{1} << 30), PYRA_OK);
  EXPECT_EQ(pyra_read_picture(loaded_, file.c_str(), image.data()), PYRA_OK) << pyra_last_error();
}

}  // namespace
}  // namespace pyra
