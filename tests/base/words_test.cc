#include "base/text/words.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"

namespace pyra {
namespace {

TEST(Words, AreJoinedAndListed) {
  EXPECT_EQ(joined({}), "");
  EXPECT_EQ(joined({"a"}), "a");
  EXPECT_EQ(joined({"a", "b", "c"}), "a, b, c");
  EXPECT_EQ(joined({"a", "b"}, " "), "a b");
  EXPECT_EQ(listed({}), "");
  EXPECT_EQ(listed({"a"}), "a");
  EXPECT_EQ(listed({"a", "b"}, "and"), "a and b");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b or c");
}

TEST(Words, UnknownOnesAreRefusedWithTheKnownAndTheNearest) {
  testing::expect_input_error(
      [] {
        refuse_unknown("dtype", "bf-16", {"f32", "bf16"});
      },
      "unknown dtype 'bf-16'; known ones are f32, bf16; did you mean bf16?");
  EXPECT_EQ(unknown_word("role", "chef", {"baseline"}), "unknown role 'chef'; known ones are baseline");
}

}  // namespace
}  // namespace pyra
