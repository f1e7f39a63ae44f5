#include "base/threads/team.h"

#include <gtest/gtest.h>
#include <omp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "pyra/error.h"

namespace pyra {
namespace {

/// How often each index came, in one job of a team.
std::vector<int> visits(Team& team, std::int64_t count) {
  std::vector<std::atomic<int>> seen(static_cast<std::size_t>(count));
  team.for_each(count, [&](std::int64_t index, int member) {
    EXPECT_GE(member, 0);
    EXPECT_LT(member, team.threads());
    ++seen[static_cast<std::size_t>(index)];
  });
  return {seen.begin(), seen.end()};
}

TEST(Team, VisitsEveryIndexOnce) {
  for (const int threads : {1, 2, 5}) {
    Team team(threads);
    for (const std::int64_t count : {0, 1, 2, 3, 1000})
      EXPECT_EQ(visits(team, count), std::vector<int>(static_cast<std::size_t>(count), 1));
  }
}

TEST(Team, JobsFollowEachOther) {
  Team team(4);
  std::vector<std::int64_t> sums(4 * 8, 0);  // of each member, a cache line apart
  std::int64_t wanted = 0;
  for (std::int64_t job = 0; job < 20000; ++job) {
    const std::int64_t count = 2 + job % 7;
    team.for_each(count, [&](std::int64_t index, int member) {
      sums[static_cast<std::size_t>(8 * member)] += job + index;
    });
    wanted += count * job + count * (count - 1) / 2;
  }
  EXPECT_EQ(std::accumulate(sums.begin(), sums.end(), std::int64_t{0}), wanted);
}

TEST(Team, ThrowsWhatABodyThrowsAndGoesOn) {
  for (const int threads : {1, 3}) {
    Team team(threads);
    for (int time = 0; time < 3; ++time) {
      EXPECT_THROW(team.for_each(9,
                                 [](std::int64_t index, int) {
                                   if (index % 4 == 3) throw std::runtime_error("no");
                                 }),
                   std::runtime_error);
    }
    EXPECT_EQ(visits(team, 20), std::vector<int>(20, 1));
  }
}

TEST(Team, OpenMpIsOneThreadOnEveryMember) {
  Team team(3);
  const int before = omp_get_max_threads();
  {
    const OneOpenMpThread alone;
    team.for_each(64, [](std::int64_t, int) { EXPECT_EQ(omp_get_max_threads(), 1); });
  }
  EXPECT_EQ(omp_get_max_threads(), before);
}

TEST(Team, RefusesACoreThatIsNotThere) { EXPECT_THROW(Team(2, {0, CPU_SETSIZE - 1}), InputError); }

std::size_t address_space() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  statm >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// A limit on memory keeps threads from starting, as one on processes would, and holds for root too.
TEST(TeamDeathTest, GoesOnWithTheThreadsThatStart) {
  const auto limited = [] {
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = address_space() + (std::size_t{24} << 20);  // two or three stacks
    setrlimit(RLIMIT_AS, &limit);
    Team team(40);
    const bool fewer = team.started() < 40 && team.threads() == 40;
    _exit(fewer && visits(team, 500) == std::vector<int>(500, 1) ? 0 : 1);
  };
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(limited(), ::testing::ExitedWithCode(0), "");
}

TEST(TeamDeathTest, KnowsThatAChildHasNoneOfItsThreads) {
  Team team(3);
  EXPECT_TRUE(team.usable());
  const auto child = [&] { _exit(team.usable() ? 1 : 0); };
  GTEST_FLAG_SET(death_test_style, "fast");
  EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}
#endif

}  // namespace
}  // namespace pyra
