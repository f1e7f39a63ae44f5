#include "pyra/progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace pyra {
namespace {

// A clock that goes only when told.
class ProgressTest : public ::testing::Test {
 protected:
  ProgressOptions options() {
    ProgressOptions o;
    o.clock = [this] { return now_; };
    o.columns = [this] { return columns_; };
    return o;
  }
  std::size_t count(char c) const {
    const std::string text = out_.str();
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
  }

  double now_ = 100;
  int columns_ = 120;
  std::ostringstream out_;
};

TEST_F(ProgressTest, TerminalLineTellsEverything) {
  Progress progress(out_, true, "epoch 3/10", 320, options());
  now_ += 3;
  progress.update(120, {{"loss", "1.234"}, {"top1", "45.1 %"}});
  EXPECT_EQ(out_.str(), "\repoch 3/10  120/320 img  40.0 img/s  loss 1.234  top1 45.1 %  ETA 0:05\x1b[K");
}

TEST_F(ProgressTest, TerminalIsRedrawnAtMostTenTimesASecond) {
  Progress progress(out_, true, "eval", 1000, options());
  for (int i = 1; i <= 1000; ++i) {
    now_ += 0.001;
    progress.update(i);
  }
  EXPECT_LE(count('\r'), 11u);
  EXPECT_GE(count('\r'), 9u);
}

TEST_F(ProgressTest, LineFitsTheTerminal) {
  columns_ = 20;
  Progress progress(out_, true, "a rather long label", 1000, options());
  now_ += 1;
  progress.update(10);
  EXPECT_EQ(out_.str(), "\ra rather long labe\u2026\x1b[K");
}

TEST_F(ProgressTest, LogGetsALineEveryIntervalAndAtTheEnd) {
  Progress progress(out_, false, "train", 40, options());
  for (int i = 1; i <= 25; ++i) {
    now_ += 1;
    progress.update(i);
  }
  progress.finish();
  EXPECT_EQ(out_.str(),
            "train  10/40 img  1.00 img/s  ETA 0:30\n"
            "train  20/40 img  1.00 img/s  ETA 0:20\n"
            "train  25/40 img  1.00 img/s  in 0:25\n");
}

TEST_F(ProgressTest, ShortWorkLogsOneLine) {
  Progress progress(out_, false, "eval", 5, options());
  for (int i = 1; i <= 5; ++i) progress.update(i);
  progress.finish();
  progress.finish();
  progress.update(6);
  EXPECT_EQ(out_.str(), "eval  5/5 img  in 0:00\n");
}

TEST_F(ProgressTest, ResumedWorkIsNotCountedInTheRate) {
  ProgressOptions o = options();
  o.already_done = 100;
  Progress progress(out_, true, "train", 200, o);
  now_ += 10;
  progress.update(110);
  EXPECT_NE(out_.str().find("110/200 img  1.00 img/s  ETA 1:30"), std::string::npos) << out_.str();
}

TEST_F(ProgressTest, UnknownTotalHasNoEta) {
  Progress progress(out_, true, "scan", 0, options());
  now_ += 2;
  progress.update(8);
  EXPECT_EQ(out_.str(), "\rscan  8 img  4.00 img/s\x1b[K");
}

TEST_F(ProgressTest, AbandonedLineIsEnded) {
  {
    Progress progress(out_, true, "train", 10, options());
    progress.update(1);
  }
  EXPECT_EQ(out_.str().back(), '\n');
}

TEST_F(ProgressTest, ControlCharactersStayOut) {
  Progress progress(out_, false, "a\x1b[2Jb\n", 1, options());
  progress.finish();
  EXPECT_EQ(out_.str().find('\x1b'), std::string::npos);
  EXPECT_EQ(count('\n'), 1u);
}

TEST_F(ProgressTest, ABrokenStreamDoesNotStopTheWork) {
  out_.exceptions(std::ios::badbit | std::ios::failbit);
  Progress progress(out_, true, "train", 10, options());
  try {
    out_.setstate(std::ios::badbit);
  } catch (const std::ios_base::failure&) {
  }
  EXPECT_NO_THROW(progress.update(1));
  EXPECT_NO_THROW(progress.finish());
}

}  // namespace
}  // namespace pyra
