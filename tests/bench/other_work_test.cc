#include "bench/other_work.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "io/temporary_folder.h"

namespace pyra {
namespace {

/// Counters of a machine that has been busy and idle for so many seconds.
std::string stat(double busy, double idle) {
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return "cpu  " + std::to_string(static_cast<long>(busy * ticks)) + " 0 0 " +
         std::to_string(static_cast<long>(idle * ticks)) + " 0 0 0 0 0 0\ncpu0 1 2\n";
}

TEST(OtherWork, IsWhatOthersTook) {
  const testing::TemporaryFolder folder;
  testing::write_bytes(folder / "stat", stat(1000, 5000));
  const OtherWork others(folder / "stat");
  EXPECT_FALSE(others.share()) << "no time has passed";
  testing::write_bytes(folder / "stat", stat(1000, 6000));
  EXPECT_NEAR(others.share().value(), 0, 0.01);
  testing::write_bytes(folder / "stat", stat(1600, 5400));
  EXPECT_NEAR(others.share().value(), 0.6, 0.01);  // this process itself took next to nothing
}

TEST(OtherWork, SaysNothingWhereTheSystemDoesNot) {
  const testing::TemporaryFolder folder;
  EXPECT_FALSE(OtherWork(folder / "none").share());
  testing::write_bytes(folder / "stat", "intr 1 2 3\n");
  EXPECT_FALSE(OtherWork(folder / "stat").share());
}

}  // namespace
}  // namespace pyra
