#include "base/memory/memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace pyra {
namespace {

constexpr std::int64_t kMib = 1 << 20;

TEST(Memory, RisesWithWhatIsTouchedAndPeakStays) {
  const std::int64_t before = current_rss_bytes();
  ASSERT_GT(before, 0);
  std::int64_t during = 0;
  {
    std::vector<char> block(64 * kMib, 1);
    during = current_rss_bytes();
    EXPECT_EQ(std::count(block.begin(), block.end(), 1), 64 * kMib);  // keeps the block alive
  }
  EXPECT_GT(during - before, 48 * kMib);
  EXPECT_GT(peak_rss_bytes(), before + 48 * kMib);
}

}  // namespace
}  // namespace pyra
