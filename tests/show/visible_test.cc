#include "show/visible.h"

#include <gtest/gtest.h>

#include "base/text/utf8.h"
#include "show/html.h"

namespace pyra {
namespace {

TEST(Visible, SpellsWhatATerminalWouldObey) {
  EXPECT_EQ(visible("a\x1b[2Jb"), "a\\x1b[2Jb");
  EXPECT_EQ(visible("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(visible(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(visible("over\rwritten\b\x7f"), "over\\x0dwritten\\x08\\x7f");
  EXPECT_EQ(visible("\u009b2J"), "\\x9b2J");
  EXPECT_EQ(visible("caf\xe9"), "caf\\xe9");
  EXPECT_EQ(visible("\u202egpj.exe"), "\\u202egpj.exe");
  EXPECT_EQ(visible("\u2066x\u2069"), "\\u2066x\\u2069");
}

TEST(Visible, KeepsTexts) {
  const std::string text =
      "two\nlines\tand caf\u00e9, \u4e2d\u6587, \U0001F600, \u05d0\u05d1, a\u200db \\x1b\n";
  EXPECT_EQ(visible(text), text);
  EXPECT_EQ(visible("a\r\nb"), "a\nb");
}

TEST(Visible, JsonStaysTheSameValue) {
  EXPECT_EQ(visible_json("{\n  \"a\": \"\u009b\u202e\x7f\u00e9\"\n}"),
            "{\n  \"a\": \"\\u009b\\u202e\\u007f\u00e9\"\n}");
}

TEST(Visible, TablesAndPagesTurnNoDirection) {
  EXPECT_EQ(printable("\u202ex"), "\uFFFDx");
  EXPECT_EQ(escape_html("\u202ex\x1b[1m<"), "\uFFFDx[1m&lt;");
}

}  // namespace
}  // namespace pyra
