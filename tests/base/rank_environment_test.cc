// What launchers say, read from maps that stand for the environment.
#include "base/processes/rank_environment.h"

#include <gtest/gtest.h>

#include <map>

#include "io/expect_error.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using Variables = std::map<std::string, std::string>;

RankEnvironment read(const Variables& variables) {
  return rank_environment([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

struct Case {
  std::string name;
  Variables variables;
  RankEnvironment expected;
};

const std::vector<Case> kCases{
    {"nothing", {}, {}},
    {"torchrun",
     {{"RANK", "3"},
      {"WORLD_SIZE", "4"},
      {"LOCAL_WORLD_SIZE", "2"},
      {"LOCAL_RANK", "1"},
      {"MASTER_ADDR", "node1"},
      {"MASTER_PORT", "1234"},
      {"TORCHELASTIC_USE_AGENT_STORE", "True"},
      {"TORCHELASTIC_RUN_ID", "abc"},
      {"TORCHELASTIC_RESTART_COUNT", "1"}},
     {"torchrun", 3, 4, 1, 2, "node1", 1234, true, "abc.1"}},
    {"by_hand",
     {{"RANK", "0"}, {"WORLD_SIZE", "2"}},
     {"torchrun", 0, 2, 0, 2, "127.0.0.1", 29500, false, "."}},
    {"one_process", {{"RANK", "0"}, {"WORLD_SIZE", "1"}, {"MASTER_PORT", "1"}}, {}},
    {"open_mpi",
     {{"OMPI_COMM_WORLD_RANK", "1"},
      {"OMPI_COMM_WORLD_SIZE", "2"},
      {"OMPI_COMM_WORLD_LOCAL_SIZE", "1"},
      {"OMPI_COMM_WORLD_LOCAL_RANK", "0"},
      {"MASTER_ADDR", "10.0.0.1"}},
     {"mpirun", 1, 2, 0, 1, "10.0.0.1", 29500, false, "."}},
    {"mpich",
     {{"PMI_RANK", "0"}, {"PMI_SIZE", "3"}, {"MPI_LOCALNRANKS", "3"}},
     {"mpirun", 0, 3, 0, 3, "127.0.0.1", 29500, false, "."}},
    {"srun",
     {{"SLURM_PROCID", "5"},
      {"SLURM_STEP_NUM_TASKS", "6"},
      {"SLURM_STEP_TASKS_PER_NODE", "4(x1),2"},
      {"SLURM_LOCALID", "1"},
      {"SLURM_STEP_NODELIST", "gpu[07-08],big1"}},
     {"srun", 5, 6, 1, 4, "gpu07", 29500, false, "."}},
    {"srun_on_one_node",
     {{"SLURM_PROCID", "0"},
      {"SLURM_STEP_NUM_TASKS", "2"},
      {"SLURM_STEP_TASKS_PER_NODE", "2"},
      {"SLURM_STEP_NODELIST", "login"}},
     {"srun", 0, 2, 0, 2, "login", 29500, false, "."}},
    {"an_allocation_alone", {{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}}, {}},
};

class Launchers : public ::testing::TestWithParam<Case> {};

TEST_P(Launchers, AreRecognised) {
  const RankEnvironment found = read(GetParam().variables), &expected = GetParam().expected;
  EXPECT_EQ(found.launcher, expected.launcher);
  EXPECT_EQ(found.rank, expected.rank);
  EXPECT_EQ(found.count, expected.count);
  EXPECT_EQ(found.local_rank, expected.local_rank);
  EXPECT_EQ(found.local_count, expected.local_count);
  EXPECT_EQ(found.host, expected.host);
  EXPECT_EQ(found.port, expected.port);
  EXPECT_EQ(found.hosted, expected.hosted);
  EXPECT_EQ(found.run, expected.run);
}

INSTANTIATE_TEST_SUITE_P(All, Launchers, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

TEST(RankEnvironmentRefuses, NumbersThatMakeNoSense) {
  expect_input_error([] { read({{"RANK", "2"}, {"WORLD_SIZE", "2"}}); }, "RANK=2");
  expect_input_error([] { read({{"RANK", "0"}, {"WORLD_SIZE", "many"}}); }, "WORLD_SIZE=many");
  expect_input_error([] { read({{"RANK", "0"}, {"WORLD_SIZE", "0"}}); }, "WORLD_SIZE=0");
  expect_input_error([] { read({{"RANK", "1x"}, {"WORLD_SIZE", "2"}}); }, "RANK=1x");
  expect_input_error(
      [] {
        read({{"PMI_RANK", "0"}, {"PMI_SIZE", "2"}, {"MASTER_PORT", "99999"}});
      },
      "MASTER_PORT=99999");
}

}  // namespace
}  // namespace pyra
