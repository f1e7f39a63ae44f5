#include "show/table.h"

#include <gtest/gtest.h>

#include "pyra/error.h"
#include "show/cell.h"

namespace pyra {
namespace {

const Table kTable{{"method", "top-1", "img/s"},
                   {{"LoRA", "81.2", "182"}, {"PYRA high", "9.75", "1,604"}, {"x"}}};

TEST(Table, TextIsAligned) {
  EXPECT_EQ(to_text(kTable),
            "method     top-1  img/s\n"
            "─────────  ─────  ─────\n"
            "LoRA        81.2    182\n"
            "PYRA high   9.75  1,604\n"
            "x\n");
}

TEST(Table, TextCountsColumnsNotBytes) {
  EXPECT_EQ(to_text({{"a", "b"}, {{"\u00e9\u00e8", "x"}, {"\u4e2d", "y"}, {"abc", "z"}}}),
            "a    b\n───  ─\n\u00e9\u00e8   x\n\u4e2d   y\nabc  z\n");
}

TEST(Table, TextKeepsControlsFromTheTerminal) {
  EXPECT_EQ(to_text({{"a"}, {{"\x1b[31mred\n"}}}), "a\n─────────\n [31mred\n");
}

TEST(Table, TurnsIntoALineACellWhereItIsTooWide) {
  EXPECT_EQ(to_text(kTable, 23), to_text(kTable));
  EXPECT_EQ(to_text(kTable, 22),
            "method  LoRA\ntop-1   81.2\nimg/s   182\n\nmethod  PYRA high\ntop-1   9.75\nimg/s   "
            "1,604\n\nmethod  x\n");
}

TEST(Table, Markdown) {
  EXPECT_EQ(to_markdown({{"a|b", "n"}, {{"x\ny", "1"}, {"z"}}}),
            "| a\\|b | n |\n| --- | ---: |\n| x<br>y | 1 |\n| z |  |\n");
}

TEST(Table, CsvFollowsRfc4180) {
  EXPECT_EQ(to_csv({{"a", "b"}, {{"1,5", "say \"hi\""}, {"two\nlines", ""}, {"x"}}}),
            "a,b\r\n\"1,5\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\r\nx,\r\n");
}

TEST(Table, CsvCellsAreNoFormulas) {
  const auto cell = [](const std::string& text) {
    const std::string csv = to_csv({{"a"}, {{text}}});
    return csv.substr(3, csv.size() - 5);
  };
  EXPECT_EQ(cell("=cmd|'/C calc'!A1"), "'=cmd|'/C calc'!A1");
  EXPECT_EQ(cell("=A1,B1"), "\"'=A1,B1\"");
  for (const char* text :
       {"=1", "+a", "-a", "@SUM(1)", "\ta", "-1+1", "+1=2", "--1", "-", "+", "-1 5", "=-1"}) {
    EXPECT_EQ(cell(text), std::string("'") + text) << text;
  }
  EXPECT_EQ(cell("\r=1"), "\"'\r=1\"");
  for (const char* text : {"-1", "+2.5", "-1e-5", "1", "a=b", "", "-0.5", "'=1"}) EXPECT_EQ(cell(text), text);
}

TEST(Table, CsvCellsDoNotSteerTheTerminal) {
  EXPECT_EQ(to_csv({{"a\x1b"},
                    {{"a\x1b[2Jb"},
                     {"\xC2\x9B"
                      "1m"},
                     {"\xE2\x80\xAE"
                      "gpj"},
                     {"caf\xE9"},
                     {"\xC3\xA9\t1"}}}),
            "a\\x1b\r\na\\x1b[2Jb\r\n\\x9b1m\r\n\\u202egpj\r\ncaf\xE9\r\n\xC3\xA9\t1\r\n");
}

TEST(Table, EmptyTableHasItsHeading) {
  EXPECT_EQ(to_csv({{"a", "b"}, {}}), "a,b\r\n");
  EXPECT_EQ(to_text({{"a", "b"}, {}}), "a  b\n─  ─\n");
}

TEST(Table, RowLongerThanTheHeadingIsRefused) {
  const Table table{{"a"}, {{"1", "2"}}};
  EXPECT_THROW(to_text(table), InputError);
  EXPECT_THROW(to_markdown(table), InputError);
  EXPECT_THROW(to_csv(table), InputError);
}

TEST(Cell, NumbersWithUnitsAndSpreadAreNumeric) {
  for (const char* text : {"12", "-0.5", "81.2 %", "1.9x", "3.1 \u00b1 0.2", "\u2013", "1,604", "5 of"}) {
    EXPECT_TRUE(is_numeric_cell(text)) << text;
  }
  for (const char* text : {"", "LoRA", "16x11,10", "197 -> 11", "2024-11-22", "3 blocks of it"}) {
    EXPECT_FALSE(is_numeric_cell(text)) << text;
  }
}

}  // namespace
}  // namespace pyra
