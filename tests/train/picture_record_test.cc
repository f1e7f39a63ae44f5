#include "train/picture_record.h"

#include <gtest/gtest.h>

#include "io/temporary_folder.h"
#include "pyra/error.h"

namespace pyra {
namespace {

class PictureRecord : public ::testing::Test {
 protected:
  /// Sparse: nothing but zeros, which take no room.
  void add(const std::string& name, std::uintmax_t bytes) {
    testing::write_bytes(folder_ / name, "");
    std::filesystem::resize_file(folder_ / name, bytes);
    pictures_.samples.push_back({(folder_ / name).string(), 0});
  }

  testing::TemporaryFolder folder_;
  Dataset pictures_;
};

TEST_F(PictureRecord, IsAnnouncedWhereItTakesAWhileAndCanBeStopped) {
  add("a.bmp", std::uintmax_t{2} << 30);
  add("b.bmp", 10);
  std::vector<std::string> said;
  const PictureReading reading{1, [] { return true; },
                               [&](const std::string& line) { said.push_back(line); }};
  EXPECT_THROW(record_pictures(pictures_, folder_.path(), reading), Interrupted);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("2 GB"), std::string::npos) << said[0];
}

TEST_F(PictureRecord, OfFewBytesIsMadeInSilence) {
  add("a.bmp", 600 << 10);
  const PictureReading reading{2, {}, [](const std::string& line) { ADD_FAILURE() << line; }};
  const auto record = record_pictures(pictures_, folder_.path(), reading);
  ASSERT_EQ(record.size(), 1u);
  EXPECT_EQ(record[0].bytes, 600 << 10);
  EXPECT_EQ(changes_since(record, pictures_, folder_.path(), reading), "");
}

}  // namespace
}  // namespace pyra
