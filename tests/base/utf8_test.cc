#include "base/text/utf8.h"

#include <gtest/gtest.h>

namespace pyra {
namespace {

TEST(Utf8, DecodesOneToFourBytes) {
  EXPECT_EQ(first_code_point("A").value, U'A');
  EXPECT_EQ(first_code_point("\u00e9").value, U'\u00e9');
  EXPECT_EQ(first_code_point("\u2192x").bytes, 3u);
  EXPECT_EQ(first_code_point("\U0001F600").value, U'\U0001F600');
}

TEST(Utf8, RefusesMalformedSequences) {
  // stray continuation, overlong, surrogate, beyond U+10FFFF, truncated, broken continuation
  for (const char* text :
       {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x86", "\xC3("}) {
    const CodePoint c = first_code_point(text);
    EXPECT_FALSE(c.valid) << text;
    EXPECT_EQ(c.bytes, 1u);
  }
}

TEST(Utf8, CountsTerminalColumns) {
  EXPECT_EQ(display_columns("abc"), 3u);
  EXPECT_EQ(display_columns("e\u0301"), 1u);
  EXPECT_EQ(display_columns("\u4e2d\u6587"), 4u);
  EXPECT_EQ(display_columns(""), 0u);
}

TEST(Utf8, TruncatesWithAnEllipsis) {
  EXPECT_EQ(truncate_columns("abcdef", 6), "abcdef");
  EXPECT_EQ(truncate_columns("abcdef", 4), "abc\u2026");
  EXPECT_EQ(truncate_columns("\u4e2d\u6587\u5b57", 4), "\u4e2d\u2026");
  EXPECT_EQ(truncate_columns("abc", 0), "");
}

TEST(Utf8, PrintableHasNoControls) {
  EXPECT_EQ(printable("a\x1b"
                      "b\nc\xff\u0085"),
            "a b c\uFFFD ");
}

TEST(Utf8, WidthGrowsWithFontAndText) {
  EXPECT_GT(text_width("mmm", 10), text_width("iii", 10));
  EXPECT_DOUBLE_EQ(text_width("abc", 20), 2 * text_width("abc", 10));
  EXPECT_LE(text_width(truncate_width("a very long class name", 10, 60), 10), 64);
}

}  // namespace
}  // namespace pyra
