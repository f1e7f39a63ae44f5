// Ranks that meet in the key-value store of torch's wheel (c10d::TCPStore): torchrun brings one, else rank 0
// opens one. mpirun and srun need nothing more, MPI could not be started by torchrun, and Debian's gloo would
// clash with the gloo inside torch.
#pragma once

#include <chrono>
#include <memory>

#include "base/processes/rank_environment.h"
#include "train/ranks/ranks.h"

namespace pyra {

/// Bounds on waiting.
struct RankPatience {
  std::chrono::milliseconds silence{30000};   // without a sign of life from a rank before it counts as dead
  std::chrono::milliseconds delay{1800000};   // for a rank that lives to reach the same point
  std::chrono::milliseconds arrival{120000};  // for all ranks to start
};

/// Throws Failure where not all ranks come in time.
std::unique_ptr<Ranks> join_ranks(const RankEnvironment& environment, const RankPatience& patience = {});

}  // namespace pyra
