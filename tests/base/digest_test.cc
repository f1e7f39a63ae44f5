#include "base/digest.h"

#include <gtest/gtest.h>

namespace pyra {
namespace {

TEST(Digest, KnownValues) {
  EXPECT_EQ(Digest().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Digest abc;
  abc.update("a");
  abc.update("bc");
  EXPECT_EQ(abc.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Digest git(Digest::Kind::sha1);  // of an empty file, as git names it
  git.update({"blob 0\0", 7});
  EXPECT_EQ(git.hex(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

TEST(Digest, Digits) {
  EXPECT_TRUE(is_hex("00ff", 4));
  for (const char* text : {"", "00f", "00ff0", "00FF", "00fg"}) EXPECT_FALSE(is_hex(text, 4)) << text;
}

}  // namespace
}  // namespace pyra
