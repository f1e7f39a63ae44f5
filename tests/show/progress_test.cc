#include "show/progress.h"

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
  Progress progress(out_, true, "train", 320, options());
  now_ += 3;
  progress.update(120, {{"epoch", "3/10"}, {"loss", "1.234"}, {"training accuracy", "45.1 %"}});
  EXPECT_EQ(out_.str(),
            "\rtrain  120/320 img  37 %  ETA 0:05  40.0 img/s  epoch 3/10  loss 1.234  training accuracy "
            "45.1 %\x1b[K");
}

TEST_F(ProgressTest, ANarrowTerminalKeepsTheEtaAndLosesWholeParts) {
  columns_ = 60;
  Progress progress(out_, true, "train", 320, options());
  now_ += 3;
  progress.update(120, {{"epoch", "3/10"}, {"loss", "1.234"}, {"training accuracy", "45.1 %"}});
  EXPECT_EQ(out_.str(), "\rtrain  37 %  ETA 0:05  40.0 img/s  epoch 3/10  loss 1.234\x1b[K");
}

TEST_F(ProgressTest, TheFirstSecondTellsNoRate) {
  Progress progress(out_, true, "train", 320, options());
  now_ += 0.0001;
  progress.update(8);
  EXPECT_EQ(out_.str(), "\rtrain  8/320 img  2 %\x1b[K");
}

TEST_F(ProgressTest, TheRateIsThatOfTheLastHalfMinute) {
  Progress progress(out_, false, "train", 10000, options());
  for (int i = 1; i <= 60; ++i) {
    now_ += 1;
    progress.update(i <= 20 ? i : 20 + 10 * (i - 20));
  }
  EXPECT_NE(out_.str().find("420/10,000 img  4 %  ETA 15:58  10.0 img/s"), std::string::npos) << out_.str();
}

TEST_F(ProgressTest, ItEndsAtAHundredPerCentAndOnlyThere) {
  Progress whole(out_, true, "train", 8, options()), part(out_, true, "search", 8, options());
  whole.update(8);
  whole.finish();
  EXPECT_NE(out_.str().find("train  8/8 img  100 %  in 0:00"), std::string::npos) << out_.str();
  part.update(5);
  part.finish();
  EXPECT_NE(out_.str().find("search  5/8 img  in 0:00"), std::string::npos) << out_.str();
}

TEST_F(ProgressTest, ALineCanBeTakenAwayForAnother) {
  Progress progress(out_, true, "train", 8, options());
  progress.update(1);
  progress.clear();
  EXPECT_TRUE(out_.str().ends_with("\r\x1b[K"));
  progress.clear();
  progress.update(2);
  EXPECT_TRUE(out_.str().ends_with("train  2/8 img  25 %\x1b[K")) << out_.str();
  EXPECT_EQ(count('\n'), 0u);
}

TEST_F(ProgressTest, ColoursOnlyWhereAskedFor) {
  ProgressOptions coloured = options();
  coloured.colours = true;
  Progress progress(out_, true, "train", 8, coloured), plain(out_, true, "train", 8, options());
  progress.update(2);
  EXPECT_NE(out_.str().find("\x1b[1mtrain\x1b[0m"), std::string::npos);
  out_.str("");
  plain.update(2);
  EXPECT_EQ(out_.str().find("\x1b[1m"), std::string::npos);
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
  columns_ = 18;
  Progress progress(out_, true, "a rather long label", 1000, options());
  now_ += 1;
  progress.update(10);
  EXPECT_EQ(out_.str(), "\ra rather long la\u2026\x1b[K");
}

TEST_F(ProgressTest, LogGetsALineEveryIntervalAndAtTheEnd) {
  Progress progress(out_, false, "train", 40, options());
  for (int i = 1; i <= 25; ++i) {
    now_ += 1;
    progress.update(i);
  }
  progress.finish();
  EXPECT_EQ(out_.str(),
            "train  10/40 img  25 %  ETA 0:30  1.00 img/s\n"
            "train  20/40 img  50 %  ETA 0:20  1.00 img/s\n"
            "train  25/40 img  in 0:25  1.00 img/s\n");
}

TEST_F(ProgressTest, ShortWorkLogsOneLine) {
  Progress progress(out_, false, "eval", 5, options());
  for (int i = 1; i <= 5; ++i) progress.update(i);
  progress.finish();
  progress.finish();
  progress.update(6);
  EXPECT_EQ(out_.str(), "eval  5/5 img  100 %  in 0:00\n");
}

TEST_F(ProgressTest, ResumedWorkIsNotCountedInTheRate) {
  ProgressOptions o = options();
  o.already_done = 100;
  Progress progress(out_, true, "train", 200, o);
  now_ += 10;
  progress.update(110);
  EXPECT_NE(out_.str().find("110/200 img  55 %  ETA 1:30  1.00 img/s"), std::string::npos) << out_.str();
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
