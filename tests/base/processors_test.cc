#include "base/threads/processors.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <cmath>

#include "io/temporary_folder.h"

namespace pyra {
namespace {

class Processors : public ::testing::Test {
 protected:
  void put(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((root_ / file).parent_path());
    testing::write_bytes(root_ / file, text);
  }
  void groups(const std::string& text) { put("proc/self/cgroup", text); }
  void mounts(const std::string& text) {
    put("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + text);
  }
  double quota() const { return cpu_quota(root_.path()); }

  testing::TemporaryFolder root_;
};

TEST_F(Processors, WithoutGroupsNothingIsLimited) {
  EXPECT_TRUE(std::isinf(quota()));
  EXPECT_GE(usable_processors(root_.path()), 1);
}

TEST_F(Processors, Version2TakesTheLeastOfAGroupAndThoseAroundIt) {
  groups("0::/kubepods/pod7/box\n");
  mounts("30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");
  put("sys/fs/cgroup/kubepods/cpu.max", "max 100000\n");
  put("sys/fs/cgroup/kubepods/pod7/cpu.max", "150000 100000\n");
  put("sys/fs/cgroup/kubepods/pod7/box/cpu.max", "400000 100000\n");
  EXPECT_DOUBLE_EQ(quota(), 1.5);
  put("sys/fs/cgroup/kubepods/pod7/box/cpu.max", "50000 100000\n");
  EXPECT_DOUBLE_EQ(quota(), 0.5);
  EXPECT_EQ(usable_processors(root_.path()), 1);
  put("sys/fs/cgroup/kubepods/pod7/box/cpu.max", "max 100000\n");
  put("sys/fs/cgroup/kubepods/pod7/cpu.max", "max 100000\n");
  EXPECT_TRUE(std::isinf(quota()));
}

TEST_F(Processors, Version2InAContainerThatSeesItsGroupAsTheRoot) {
  groups("0::/\n");
  mounts("30 22 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
  put("sys/fs/cgroup/cpu.max", "200000 100000\n");
  EXPECT_DOUBLE_EQ(quota(), 2);
  groups("0::/../neighbour\n");  // moved out of what is mounted here
  put("sys/fs/neighbour/cpu.max", "1000 100000\n");
  EXPECT_DOUBLE_EQ(quota(), 2);
}

TEST_F(Processors, Version1ReadsTheControllerOfProcessorTime) {
  groups(
      "12:memory:/docker/ab\n4:cpuacct,cpu:/docker/ab\n2:cpuset:/docker/ab\n1:name=systemd:/docker/ab\n0::/"
      "\n");
  mounts(
      "34 22 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
      "35 22 0:31 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpuacct,cpu\n");
  const std::string cpu = "sys/fs/cgroup/cpu,cpuacct/";
  put(cpu + "cpu.cfs_quota_us", "-1\n");
  put(cpu + "cpu.cfs_period_us", "100000\n");
  EXPECT_TRUE(std::isinf(quota()));
  put(cpu + "docker/ab/cpu.cfs_quota_us", "250000\n");
  put(cpu + "docker/ab/cpu.cfs_period_us", "100000\n");
  put("sys/fs/cgroup/cpuset/docker/ab/cpu.cfs_quota_us", "1\n");
  put("sys/fs/cgroup/cpuset/docker/ab/cpu.cfs_period_us", "100000\n");
  EXPECT_DOUBLE_EQ(quota(), 2.5);
  put(cpu + "docker/cpu.cfs_quota_us", "50000\n");
  put(cpu + "docker/cpu.cfs_period_us", "50000\n");
  EXPECT_DOUBLE_EQ(quota(), 1);
}

TEST_F(Processors, Version1InAContainerWhoseMountIsItsGroup) {
  groups("4:cpu,cpuacct:/docker/ab/inner\n");
  mounts("35 22 0:31 /docker/ab /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu,cpuacct\n");
  put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "300000\n");
  put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_DOUBLE_EQ(quota(), 3);
  put("sys/fs/cgroup/cpu/inner/cpu.cfs_quota_us", "100000\n");
  put("sys/fs/cgroup/cpu/inner/cpu.cfs_period_us", "100000\n");
  EXPECT_DOUBLE_EQ(quota(), 1);
}

TEST_F(Processors, PathsWithSpacesAndFilesThatMakeNoSense) {
  groups("0::/my box\nnonsense\n:\n");
  mounts("30 22 0:26 / /sys/fs/c\\040group rw - cgroup2 cgroup2 rw\nshort line\n31 - \n");
  put("sys/fs/c group/my box/cpu.max", "100000 100000\n");
  EXPECT_DOUBLE_EQ(quota(), 1);
  for (const std::string text : {"", "max", "0 0", "-5 100000", "100000", "many 100000"}) {
    put("sys/fs/c group/my box/cpu.max", text);
    EXPECT_TRUE(std::isinf(quota())) << text;
  }
}

TEST_F(Processors, AffinityCounts) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(usable_processors(root_.path()), CPU_COUNT(&before));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int core = 0; core < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++core) {
    if (CPU_ISSET(core, &before)) CPU_SET(core, &one);
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(usable_processors(root_.path()), 1);
  ASSERT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
}

}  // namespace
}  // namespace pyra
