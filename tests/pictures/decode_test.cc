// Decoding against Pillow, and files that must be refused.
#include <gtest/gtest.h>

#include "pictures/reference.h"
#include "pyra/error.h"
#include "pyra/image.h"

namespace pyra::testing {
namespace {

std::string message_of(const fs::path& path) {
  try {
    read_image(path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Decode, EqualsPillow) {
  TemporaryFolder folder;
  const auto cases = reference_cases("decode", folder.path());
  if (cases.empty()) GTEST_SKIP() << kNoPillow;
  for (const Case& c : cases) {
    const Image expected = raw_image(folder / c[2], c[3], c[4]);
    const Image image = read_image(folder / c[0], c[1] == "1");
    EXPECT_EQ(image.width, expected.width) << c[0];
    EXPECT_EQ(image.height, expected.height) << c[0];
    const Difference difference = compare(image.pixels, expected.pixels);
    EXPECT_EQ(difference.count, 0u) << c[0] << ": by up to " << difference.largest;
  }
}

TEST(Decode, PngSurvivesRoundTrip) {
  TemporaryFolder folder;
  const Image image = checkered(31, 17);
  write_png(folder / "a.png", image);
  const Image again = read_image(folder / "a.png");
  EXPECT_EQ(again.width, 31);
  EXPECT_EQ(again.height, 17);
  EXPECT_EQ(again.pixels, image.pixels);
}

TEST(Decode, EncodeRefusesWrongSize) {
  EXPECT_THROW(encode_png({2, 2, {1, 2, 3}}), InputError);
  EXPECT_THROW(encode_png({0, 0, {}}), InputError);
  EXPECT_THROW(encode_png({-1, -1, {1, 2, 3}}), InputError);
}

TEST(Decode, WriteToMissingFolderFails) {
  EXPECT_THROW(write_png("/nonexistent-folder/a.png", checkered(2, 2)), Failure);
}

TEST(Decode, NamesFileThatIsMissingEmptyOrOfAnotherKind) {
  TemporaryFolder folder;
  write_text(folder / "empty.jpg", "");
  write_text(folder / "text.jpg", "not a picture at all");
  write_text(folder / "gif.png", "GIF89a......");
  EXPECT_NE(message_of(folder / "missing.jpg").find("missing.jpg"), std::string::npos);
  EXPECT_NE(message_of(folder / "empty.jpg").find("empty"), std::string::npos);
  EXPECT_NE(message_of(folder / "text.jpg").find("not JPEG, PNG, WebP"), std::string::npos);
  EXPECT_NE(message_of(folder / "gif.png").find("gif.png"), std::string::npos);
  EXPECT_NE(message_of(folder.path()).find("not a regular file"), std::string::npos);
  EXPECT_NE(message_of("/dev/zero").find("not a regular file"), std::string::npos);
}

/// Kinds within a format that are refused rather than guessed at.
TEST(Decode, NamesWhatAFormatHoldsThatIsNotRead) {
  TemporaryFolder folder;
  write_text(folder / "wide.ppm", "P6 1 1 65535 abcdef");
  write_text(folder / "short.ppm", "P6 9 9 255 abcdef");
  write_text(folder / "damaged.ppm", "P6 9 x 255 abcdef");
  std::string bmp(54, '\0');
  bmp[0] = 'B', bmp[1] = 'M', bmp[10] = 54, bmp[14] = 40, bmp[18] = bmp[22] = 1, bmp[28] = 8, bmp[30] = 1;
  write_text(folder / "packed.bmp", bmp);
  EXPECT_NE(message_of(folder / "wide.ppm").find("8 bits"), std::string::npos);
  EXPECT_NE(message_of(folder / "short.ppm").find("truncated"), std::string::npos);
  EXPECT_NE(message_of(folder / "damaged.ppm").find("damaged"), std::string::npos);
  EXPECT_NE(message_of(folder / "packed.bmp").find("run-length"), std::string::npos);
}

/// A small file that claims to hold a huge picture.
TEST(Decode, RefusesHugePngBeforeAllocating) {
  TemporaryFolder folder;
  std::vector<std::uint8_t> png = encode_png(checkered(4, 4));
  const std::uint8_t crc_of_10000[] = {0x35, 0x2C, 0xF5, 0x70};
  for (std::size_t at : {18u, 22u}) png[at] = 0x27, png[at + 1] = 0x10;  // 10000 x 10000
  std::copy_n(crc_of_10000, 4, png.begin() + 29);
  write_bytes(folder / "huge.png", png.data(), png.size());
  EXPECT_NE(message_of(folder / "huge.png").find("truncated"), std::string::npos)
      << message_of(folder / "huge.png");
}

TEST(Decode, RefusesHugeJpegBeforeAllocating) {
  TemporaryFolder folder;
  const auto cases = reference_cases("decode", folder.path());
  if (cases.empty()) GTEST_SKIP() << kNoPillow;
  for (const char* name : {"plain.jpg", "progressive.jpeg"}) {
    auto jpeg = read_bytes(folder / name);
    std::size_t frame = 2;
    while (jpeg[frame + 1] != 0xC0 && jpeg[frame + 1] != 0xC2)
      frame += 2 + jpeg[frame + 2] * 256 + jpeg[frame + 3];
    for (std::size_t at : {frame + 5, frame + 7}) jpeg[at] = 0x27, jpeg[at + 1] = 0x10;
    write_bytes(folder / "huge.jpg", jpeg.data(), jpeg.size());
    EXPECT_NE(message_of(folder / "huge.jpg").find("truncated"), std::string::npos);
    for (std::size_t at : {frame + 5, frame + 7}) jpeg[at] = 0xFF;
    write_bytes(folder / "huge.jpg", jpeg.data(), jpeg.size());
    EXPECT_NE(message_of(folder / "huge.jpg").find("2^28"), std::string::npos);
  }
}

/// Every prefix of every kind of picture is refused, except where only the end marker is missing.
TEST(Decode, RefusesTruncatedPictures) {
  TemporaryFolder folder;
  const auto cases = reference_cases("decode", folder.path());
  if (cases.empty()) GTEST_SKIP() << kNoPillow;
  for (const char* name : {"plain.jpg", "progressive.jpeg", "cmyk.jpg", "rgb16_interlaced.png", "palette.png",
                           "lossy.webp", "rgb.bmp", "palette4.bmp", "palette.gif", "interlaced.gif",
                           "rgb_tiff_lzw.tiff", "jpeg.tif", "p6.ppm", "p4.pbm"}) {
    const auto bytes = read_bytes(folder / name);
    for (std::size_t size = 1; size + 40 < bytes.size(); size += 1 + bytes.size() / 97) {
      write_bytes(folder / "cut", bytes.data(), size);
      EXPECT_NE(message_of(folder / "cut"), "") << name << " cut to " << size << " of " << bytes.size();
    }
  }
}

/// Damage anywhere gives a picture or an InputError, nothing else.
TEST(Decode, SurvivesDamage) {
  TemporaryFolder folder;
  const auto cases = reference_cases("decode", folder.path());
  if (cases.empty()) GTEST_SKIP() << kNoPillow;
  std::uint64_t state = 1;
  int read = 0, refused = 0;
  for (const char* name : {"plain.jpg",
                           "progressive.jpeg",
                           "cmyk.jpg",
                           "turned6.jpg",
                           "turned8.png",
                           "turned8.webp",
                           "rgb16_interlaced.png",
                           "short_palette.png",
                           "lossy.webp",
                           "alpha.webp",
                           "rgb.bmp",
                           "palette4.bmp",
                           "rgba.bmp",
                           "palette.gif",
                           "interlaced.gif",
                           "transparent.gif",
                           "rgb_tiff_lzw.tiff",
                           "palette_packbits.tiff",
                           "jpeg.tif",
                           "fax.tif",
                           "one_bit.tif",
                           "p6.ppm",
                           "p4.pbm"}) {
    const auto whole = read_bytes(folder / name);
    for (int round = 0; round < 60; ++round) {
      auto bytes = whole;
      for (int i = 0; i <= round % 4; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        // Half of the damage falls into the headers, where it matters most.
        const std::size_t range = state >> 63 ? bytes.size() : std::min<std::size_t>(bytes.size(), 200);
        bytes[4 + (state >> 20) % (range - 4)] ^= static_cast<std::uint8_t>(state >> 50 | 1);
      }
      write_bytes(folder / "damaged", bytes.data(), bytes.size());
      try {
        const Image image = read_image(folder / "damaged", true);
        EXPECT_EQ(image.pixels.size(), static_cast<std::size_t>(3 * image.width * image.height)) << name;
        ++read;
      } catch (const InputError&) {
        ++refused;
      }
    }
  }
  EXPECT_GT(read, 0);
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace pyra::testing
