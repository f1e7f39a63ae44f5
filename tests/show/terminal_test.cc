#include "show/terminal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace pyra {
namespace {

TEST(Terminal, AFileShowsNothing) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  setenv("TERM", "xterm", 1);
  unsetenv("COLUMNS");
  EXPECT_FALSE(is_terminal(ends[1]));
  EXPECT_FALSE(shows_colours(ends[1]));
  EXPECT_EQ(text_columns(ends[1]), 80);
  setenv("COLUMNS", "123", 1);
  EXPECT_EQ(text_columns(ends[1]), 123);
  setenv("COLUMNS", "wide", 1);
  EXPECT_EQ(text_columns(ends[1]), 80);
  close(ends[0]);
  close(ends[1]);
}

TEST(Terminal, TheUserDecidesAboutColours) {
  const int master = posix_openpt(2);  // O_RDWR
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) GTEST_SKIP() << "no pseudoterminals here";
  setenv("TERM", "xterm", 1);
  unsetenv("NO_COLOR");
  EXPECT_TRUE(shows_colours(master));
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(shows_colours(master));
  EXPECT_TRUE(is_terminal(master));
  setenv("NO_COLOR", "", 1);
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(is_terminal(master));
  EXPECT_FALSE(shows_colours(master));
  close(master);
}

TEST(Terminal, InkIsLeftOutWhereItIsNotShown) {
  EXPECT_EQ(inked("done", Ink::green, true), "\x1b[32mdone\x1b[0m");
  EXPECT_EQ(inked("done", Ink::green, false), "done");
}

}  // namespace
}  // namespace pyra
