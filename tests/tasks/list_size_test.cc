// Long lists: within four times their size and 64 MB, and within a second a MB, or refused.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "io/memory_limit.h"
#include "pictures/reference.h"
#include "pictures/refusal.h"
#include "pyra/dataset.h"

namespace pyra::testing {
namespace {

std::string lines(int count, const std::function<std::string(int)>& line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(i) + "\n";
  return text;
}

class ListSize : public ::testing::Test {
 protected:
  /// What came of reading a list of this text.
  Ended read(const std::string& text, const std::string& name = "list.txt") {
    write_text(folder_ / name, text);
    return within(4 * text.size() + (std::uint64_t{64} << 20), reading_seconds(text.size()),
                  [&] { read_list(folder_.path(), folder_ / name); });
  }
  TemporaryFolder folder_;
};

TEST_F(ListSize, AMillionPicturesAreRead) {
  const auto path = [](int i) {
    return "train/n0" + std::to_string(1000 + i % 1000) + "/" + std::to_string(i) + ".JPEG";
  };
  EXPECT_EQ(read(lines(1'000'000, [&](int i) { return path(i) + " " + std::to_string(i % 1000); })),
            Ended::done);
  EXPECT_EQ(read("path,label\n" +
                     lines(1'000'000, [&](int i) { return path(i) + ",class " + std::to_string(i % 1000); }),
                 "list.csv"),
            Ended::done);
  EXPECT_EQ(read(lines(500'000, [](int i) { return std::to_string(i) + ".jpg 0"; })), Ended::done);
}

TEST_F(ListSize, MillionsOfLinesTooShortForPathsAreRefused) {
  EXPECT_EQ(read(lines(8'000'000, [](int) { return "a 0"; })), Ended::refused);
}

TEST_F(ListSize, EveryLineAClassIsRefused) {
  EXPECT_EQ(
      read("path,label\n" + lines(500'000, [](int i) { return "a,n" + std::to_string(i); }), "list.csv"),
      Ended::refused);
  EXPECT_EQ(read("a 131071\n"), Ended::done);
  EXPECT_EQ(read("a 131072\n"), Ended::refused);
}

}  // namespace
}  // namespace pyra::testing
