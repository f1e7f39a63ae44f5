// Models and pictures that lie in the caller's memory.
#include <algorithm>

#include "api/c_api_fixture.h"
#include "pyra/image.h"

namespace pyra {
namespace {

class CApiMemory : public testing::CApi {};

TEST_F(CApiMemory, AModelIsThatOfTheFileAndKeepsNoneOfTheBytes) {
  ASSERT_EQ(load(), PYRA_OK);
  const std::vector<float> images = random_images(model_.config, 2);
  std::vector<float> wanted(14), given(14);
  ASSERT_EQ(pyra_run(loaded_, images.data(), 2, wanted.data()), PYRA_OK);
  for (const std::size_t offset : {0, 1, 3}) {  // at any address
    std::string memory = std::string(offset, ' ') + bytes_of(file_);
    pyra_model* model = nullptr;
    ASSERT_EQ(pyra_load_memory(memory.data() + offset, memory.size() - offset, nullptr, &model), PYRA_OK)
        << pyra_last_error();
    std::fill(memory.begin(), memory.end(), '\x7f');
    memory = {};
    ASSERT_EQ(pyra_run(model, images.data(), 2, given.data()), PYRA_OK) << pyra_last_error();
    EXPECT_EQ(given, wanted);
    EXPECT_STREQ(pyra_class_name(model, 6), "class 6");
    pyra_free(model);
  }
}

TEST_F(CApiMemory, WhatIsNoModelIsRefused) {
  const std::string bytes = bytes_of(file_);
  pyra_model* model = loaded_;
  for (const std::size_t size : {std::size_t{1}, std::size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
    expect_refused(pyra_load_memory(bytes.data(), size, nullptr, &model), "the model in memory");
    EXPECT_EQ(model, nullptr);
  }
  expect_refused(pyra_load_memory(bytes.data(), 0, nullptr, &model), "no bytes");
  pyra_options options{};
  options.dtype = "f8";
  expect_refused(pyra_load_memory(bytes.data(), bytes.size(), &options, &model), "f8");
}

TEST_F(CApiMemory, APictureIsThatOfTheFile) {
  ASSERT_EQ(load(), PYRA_OK);
  for (const std::string name : {"a.png", "a.ppm"}) {
    Image picture{9, 20, {}};
    for (int i = 0; i < 3 * 9 * 20; ++i) picture.pixels.push_back(static_cast<std::uint8_t>(7 * i));
    const std::filesystem::path file = folder_ / name;
    if (name == "a.png") {
      write_png(file, picture);
    } else {
      std::ofstream(file) << "P6 9 20 255\n" << std::string(picture.pixels.begin(), picture.pixels.end());
    }
    std::vector<float> from_file(768), from_memory(768, 9.0F);
    const std::string bytes = bytes_of(file);
    ASSERT_EQ(pyra_read_picture(loaded_, file.c_str(), from_file.data()), PYRA_OK) << pyra_last_error();
    ASSERT_EQ(pyra_decode_picture(loaded_, bytes.data(), bytes.size(), from_memory.data()), PYRA_OK)
        << pyra_last_error();
    EXPECT_EQ(from_file, from_memory);
    expect_refused(pyra_decode_picture(loaded_, bytes.data(), bytes.size() / 2, from_memory.data()),
                   "the picture");
  }
  std::vector<float> image(768);
  expect_refused(pyra_decode_picture(loaded_, "text", 4, image.data()), "not JPEG");
  expect_refused(pyra_decode_picture(loaded_, "", 0, image.data()), "no bytes");
}

TEST_F(CApiMemory, PicturesShareTheBudget) {
  ASSERT_EQ(load(), PYRA_OK);
  const Image picture{64, 64, std::vector<std::uint8_t>(3 * 64 * 64)};
  const std::vector<std::uint8_t> bytes = encode_png(picture);
  std::vector<float> image(768);
  ASSERT_EQ(pyra_set_picture_memory(1000), PYRA_OK);
  expect_refused(pyra_decode_picture(loaded_, bytes.data(), bytes.size(), image.data()),
                 "pyra_set_picture_memory()");
  ASSERT_EQ(pyra_set_picture_memory(std::uint64_t{1} << 30), PYRA_OK);
  EXPECT_EQ(pyra_decode_picture(loaded_, bytes.data(), bytes.size(), image.data()), PYRA_OK)
      << pyra_last_error();
}

}  // namespace
}  // namespace pyra
