#include "base/text/path_text.h"

#include <gtest/gtest.h>

#include "io/temporary_folder.h"

namespace pyra {
namespace {

TEST(PathText, StaysReadableAndIsFoundAgain) {
  const testing::TemporaryFolder folder;
  const auto file = folder / "caf\xe9 \xc3\xa9 \xff.bin";
  testing::write_bytes(file, "x");
  const std::string text = path_text(file);
  EXPECT_TRUE(text.ends_with("caf\\xe9 \xc3\xa9 \\xff.bin")) << text;
  EXPECT_EQ(path_of_text(text), file);
}

TEST(PathText, AFileThatIsReallyCalledSoComesFirst) {
  const testing::TemporaryFolder folder;
  const auto file = folder / "caf\\xe9";
  testing::write_bytes(file, "x");
  testing::write_bytes(folder / "caf\xe9", "y");
  EXPECT_EQ(path_text(file), file.string());
  EXPECT_EQ(path_of_text(file.string()), file);
  for (const char* text : {"plain", "end\\x", "end\\xe", "no\\xzz", "low\\x41"})
    EXPECT_EQ(path_of_text(text), text);
}

}  // namespace
}  // namespace pyra
