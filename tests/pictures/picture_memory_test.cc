// Pictures that are small on the disk and large in memory, and the budget that all threads share.
// jpeglib.h needs size_t and FILE declared before it.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include "pyra/picture_memory.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <atomic>
#include <thread>

#include "io/expect_error.h"
#include "io/memory_limit.h"
#include "pictures/decode/picture_share.h"
#include "pictures/reference.h"
#include "pyra/loader.h"

namespace pyra::testing {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

/// The process's budget for the length of a test.
struct Budget {
  explicit Budget(std::size_t megabytes) { set_picture_memory(megabytes * kMegabyte); }
  ~Budget() { set_picture_memory(kDefaultPictureMemory); }
};

std::string big_endian(std::uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFF);
  return text;
}

std::string chunk(const std::string& kind, const std::string& body) {
  const std::string checked = kind + body;
  return big_endian(static_cast<std::uint32_t>(body.size())) + checked +
         big_endian(static_cast<std::uint32_t>(
             crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()))));
}

std::string zipped(const std::string& data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
            static_cast<uLong>(data.size()), 9);
  return out.substr(0, size);
}

/// One bit a pixel, all black.
std::string blank_png(std::uint32_t side, bool interlaced = false, const std::string& before = "") {
  const std::string header =
      big_endian(side) + big_endian(side) + std::string("\1\0\0\0", 4) + (interlaced ? '\1' : '\0');
  const std::size_t rows =
      std::size_t{side} * (1 + (side + 7) / 8) * (interlaced ? 2 : 1) + (interlaced ? 8 * side : 0);
  return "\x89PNG\r\n\x1A\n" + chunk("IHDR", header) + before +
         chunk("IDAT", zipped(std::string(rows, '\0'))) + chunk("IEND", "");
}

/// Only the header: what is asked before anything is decoded.
std::string webp_header(std::uint32_t side, bool lossless) {
  std::string body;
  if (lossless) {
    const std::uint32_t bits = (side - 1) | (side - 1) << 14;
    body = "\x2f";
    for (int shift = 0; shift < 32; shift += 8) body += static_cast<char>(bits >> shift & 0xFF);
    body += std::string(20, '\0');
  } else {
    body = std::string("\x10\x00\x00\x9d\x01\x2a", 6);
    for (int i = 0; i < 2; ++i)
      body += std::string{static_cast<char>(side & 0xFF), static_cast<char>(side >> 8)};
    body += std::string(20, '\0');
  }
  const auto little = [](std::size_t n) {
    return std::string{static_cast<char>(n & 0xFF), static_cast<char>(n >> 8 & 0xFF), '\0', '\0'};
  };
  if (body.size() % 2 != 0) body += '\0';
  const std::string whole = std::string("WEBP") + (lossless ? "VP8L" : "VP8 ") + little(body.size()) + body;
  return "RIFF" + little(whole.size()) + whole;
}

void write_blank_jpeg(const fs::path& path, unsigned side, bool progressive) {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  FILE* file = std::fopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  jpeg_stdio_dest(&info, file);
  info.image_width = info.image_height = side;
  info.input_components = 3, info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  for (int c = 0; c < 3; ++c) info.comp_info[c].h_samp_factor = info.comp_info[c].v_samp_factor = 1;
  if (progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  std::vector<std::uint8_t> row(3 * side);
  JSAMPROW pointer = row.data();
  while (info.next_scanline < side) jpeg_write_scanlines(&info, &pointer, 1);
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::fclose(file);
}

class PictureMemoryTest : public ::testing::Test {
 protected:
  fs::path file(const std::string& name, const std::string& content) {
    write_text(folder_ / name, content);
    return folder_ / name;
  }
  /// Refused, and nothing of the picture's size was allocated for it.
  void refused_cheaply(const fs::path& path) {
    EXPECT_EQ(within(16 * kMegabyte, 10, [&] { read_image(path); }), Ended::refused) << path;
    expect_input_error([&] { read_image(path); }, "set_picture_memory");
  }

  TemporaryFolder folder_;
};

TEST_F(PictureMemoryTest, APictureLargerThanTheBudgetIsUnreadable) {
  const Budget budget(100);
  refused_cheaply(file("a.png", blank_png(8000)));
  refused_cheaply(file("b.png", blank_png(8000, true)));
  refused_cheaply(file("c.webp", webp_header(16383, true)));
  refused_cheaply(file("d.webp", webp_header(16383, false)));
  write_blank_jpeg(folder_ / "e.jpg", 6000, false);
  refused_cheaply(folder_ / "e.jpg");
}

TEST_F(PictureMemoryTest, CountsWhatADecoderNeedsBesideThePixels) {
  const Budget budget(100);
  write_blank_jpeg(folder_ / "plain.jpg", 4000, false);  // 46 MB of pixels
  EXPECT_EQ(read_image(folder_ / "plain.jpg").width, 4000);
  write_blank_jpeg(folder_ / "progressive.jpg", 4000, true);  // and 92 of coefficients
  refused_cheaply(folder_ / "progressive.jpg");
  refused_cheaply(file("lossless.webp", webp_header(4000, true)));  // and 61 of four bytes a pixel
  EXPECT_EQ(read_image(file("a.png", blank_png(4000))).width, 4000);
  EXPECT_NO_THROW(read_image(folder_ / "plain.jpg", ReadOptions{true, 0}));
  const Budget smaller(60);  // turned upright, it is there twice
  expect_input_error([&] { read_image(folder_ / "plain.jpg", ReadOptions{true, 0}); }, "set_picture_memory");
}

TEST_F(PictureMemoryTest, TheDefaultHoldsAPhotographOfAHundredMegapixels) {
  PictureMemory memory(kDefaultPictureMemory);
  const std::uint64_t pixels = 100'000'000, file = 60'000'000;
  EXPECT_NO_THROW(memory.take(file + 3 * pixels + 2 * 3 * pixels, "a progressive JPEG"));
  EXPECT_NO_THROW(memory.take(file + 3 * pixels + 4 * pixels, "a lossless WebP"));
}

TEST_F(PictureMemoryTest, TextsOfAPngAreNotUnpacked) {
  std::string texts;
  for (int i = 0; i < 40; ++i)
    texts += chunk("zTXt", std::string("key\0\0", 5) + zipped(std::string(7'000'000, 'x')));
  const fs::path path = file("texts.png", blank_png(16, false, texts));
  EXPECT_EQ(within(32 * kMegabyte, 10, [&] { read_image(path); }), Ended::done);
}

TEST_F(PictureMemoryTest, ScansThatOnlyKeepTheDecoderBusyAreRefused) {
  write_blank_jpeg(folder_ / "a.jpg", 4096, true);
  auto bytes = read_bytes(folder_ / "a.jpg");
  EXPECT_NO_THROW(read_image(folder_ / "a.jpg"));
  // The last scan, which for a blank picture is a few bytes, 400 times over.
  std::size_t scan = bytes.size() - 2;
  while (!(bytes[scan] == 0xFF && bytes[scan + 1] == 0xDA)) --scan;
  const std::vector<std::uint8_t> last(bytes.begin() + static_cast<std::ptrdiff_t>(scan), bytes.end() - 2);
  bytes.resize(scan);
  for (int i = 0; i < 400; ++i) bytes.insert(bytes.end(), last.begin(), last.end());
  write_bytes(folder_ / "b.jpg", bytes.data(), bytes.size());
  expect_input_error([&] { read_image(folder_ / "b.jpg"); }, "more scans than its size allows");
}

TEST_F(PictureMemoryTest, ThreadsWaitForTheirShare) {
  PictureMemory memory(100);
  std::atomic<std::uint64_t> used{0}, most{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 200; ++i) {
        const PictureShare share = memory.take(1 + (i * 37 + static_cast<std::uint64_t>(t) * 11) % 100, "it");
        const std::uint64_t now = used += share.bytes();
        for (std::uint64_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        used -= share.bytes();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, 100u);
  expect_input_error([&] { memory.take(101, "it"); }, "it: reading it takes");
}

TEST_F(PictureMemoryTest, ASmallOneDoesNotPassALargeOneThatWaits) {
  PictureMemory memory(100);
  PictureShare first = memory.take(60, "first");
  std::atomic<bool> small_done{false};
  std::thread large([&] {
    const PictureShare share = memory.take(90, "large");
    EXPECT_FALSE(small_done);
  });
  while (memory.waiting() < 1) std::this_thread::yield();
  std::thread small([&] {
    const PictureShare share = memory.take(20, "small");  // would fit beside the first
    small_done = true;
  });
  while (memory.waiting() < 2) std::this_thread::yield();
  first.shrink(0);
  large.join();
  small.join();
}

TEST_F(PictureMemoryTest, ALoaderOfManyWorkersReadsAllOfThem) {
  const Budget budget(2);
  Dataset dataset;
  for (int i = 0; i < 24; ++i) {
    const fs::path path = folder_ / (std::to_string(i) + ".png");
    write_png(path, checkered(600, 500, i));  // 0.9 MB each, twice with the file
    dataset.samples.push_back({path, 0});
  }
  dataset.class_names = {"a"};
  Preprocessing preprocessing;
  preprocessing.resize = preprocessing.crop_height = preprocessing.crop_width = 32;
  const auto transform = make_eval_transform(preprocessing);
  LoaderOptions options;
  options.workers = 8, options.batch = 4, options.height = options.width = 32;
  Loader loader(dataset, *transform, options);
  std::int64_t count = 0;
  while (const auto batch = loader.next()) count += batch->count;
  EXPECT_EQ(count, 24);
}

TEST_F(PictureMemoryTest, SkippedWhereUnreadableOnesAre) {
  const Budget budget(20);
  Dataset dataset;
  dataset.samples = {{file("large.png", blank_png(8000)), 0}, {file("small.png", blank_png(64)), 0}};
  dataset.class_names = {"a"};
  Preprocessing preprocessing;
  preprocessing.resize = preprocessing.crop_height = preprocessing.crop_width = 32;
  const auto transform = make_eval_transform(preprocessing);
  LoaderOptions options;
  options.height = options.width = 32, options.on_corrupt = OnCorrupt::skip;
  Loader loader(dataset, *transform, options);
  EXPECT_EQ(loader.next()->count, 1);
  ASSERT_EQ(loader.skipped().size(), 1u);
  EXPECT_NE(loader.skipped()[0].find("large.png"), std::string::npos);
}

}  // namespace
}  // namespace pyra::testing
