// What a launcher of several processes says in the environment: torchrun, mpirun (Open MPI or MPICH) and
// srun.
#pragma once

#include <functional>
#include <string>

namespace pyra {

struct RankEnvironment {
  std::string launcher;  // "torchrun", "mpirun", "srun"; empty: none
  int rank = 0, count = 1;
  int local_rank =
      0;  // among those on this machine: which of its GPUs; `rank` where the launcher does not tell
  int local_count = 1;  // processes of this run on this machine, where the launcher tells; else `count`
  std::string host = "127.0.0.1";  // MASTER_ADDR: where rank 0, or torchrun, listens
  int port = 29500;                // MASTER_PORT
  bool hosted = false;             // torchrun listens already; else rank 0 has to
  std::string run;                 // tells apart runs that meet at the same address
};

/// `get` is getenv(), or a test's. A count of one is no run of several. Throws InputError naming the variable
/// that makes no sense.
RankEnvironment rank_environment(const std::function<const char*(const char*)>& get);
/// Of this process.
RankEnvironment rank_environment();

}  // namespace pyra
