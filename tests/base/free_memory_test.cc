#include "base/memory/free_memory.h"

#include <gtest/gtest.h>

#include <cmath>

#include "io/temporary_folder.h"

namespace pyra {
namespace {

class FreeMemory : public ::testing::Test {
 protected:
  void put(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((root_ / file).parent_path());
    testing::write_bytes(root_ / file, text);
  }
  double free() const { return free_memory(root_.path()); }

  testing::TemporaryFolder root_;
};

TEST_F(FreeMemory, IsWithoutLimitWhereNothingIsKnown) {
  EXPECT_TRUE(std::isinf(free()));
  EXPECT_GT(free_memory(), 1e6);  // of this machine
}

TEST_F(FreeMemory, CountsSwapAndWhatCanBeDropped) {
  put("proc/meminfo",
      "MemTotal:       9000 kB\nMemFree:  1 kB\nMemAvailable:   2000 kB\nSwapFree:  500 kB\n");
  EXPECT_DOUBLE_EQ(free(), 2500 * 1024.0);
}

TEST_F(FreeMemory, IsHeldToTheContainer) {
  put("proc/meminfo", "MemAvailable:   2000000 kB\n");
  put("proc/self/cgroup", "0::/pod/box\n");
  put("proc/self/mountinfo", "30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
  put("sys/fs/cgroup/pod/memory.max", "max\n");
  EXPECT_DOUBLE_EQ(free(), 2000000 * 1024.0);
  put("sys/fs/cgroup/pod/box/memory.max", "4096\n");
  EXPECT_DOUBLE_EQ(free(), 4096);
}

TEST_F(FreeMemory, IsHeldToAContainerOfVersion1) {
  put("proc/meminfo", "MemAvailable:   2000000 kB\n");
  put("proc/self/cgroup", "9:cpu,cpuacct:/a\n8:memory:/a\n");
  put("proc/self/mountinfo", "31 22 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
  put("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "8192\n");
  EXPECT_DOUBLE_EQ(free(), 8192);
}

}  // namespace
}  // namespace pyra
