#include "cli/hints.h"

#include <gtest/gtest.h>

#include "cli/note_options.h"

namespace pyra {
namespace {

TEST(Hints, StandInFrontOfTheSentenceOrBelowIt) {
  EXPECT_EQ(with_hint(InputError("/tmp/x is a file; give a folder", code::kFolderFile)),
            "--out: /tmp/x is a file; give a folder");
  EXPECT_EQ(with_hint(InputError("the schedule is bound", code::kScheduleBound)),
            "the schedule is bound\nOn the command line: leave --schedule out, or add --force-schedule");
}

TEST(Hints, StandForWordsBehindAFilesName) {
  EXPECT_EQ(with_hint(InputError("a copy of x.pt: copy ema: the file holds raw", code::kCopyUnknown)),
            "a copy of x.pt: --copy ema: the file holds raw");
}

TEST(Hints, LeaveAlone) {
  EXPECT_EQ(with_hint(Failure("the disk is full")), "the disk is full");
  EXPECT_EQ(with_options("every token is kept"), "every token is kept");
}

TEST(Hints, StandBehindTheWordsOfANote) {
  EXPECT_EQ(with_options("as by name; a file of labels names them, or not"),
            "as by name; a file of labels names them (--labels FILE), or not");
}

}  // namespace
}  // namespace pyra
