#include "base/processes/rank_environment.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "pyra/error.h"

namespace pyra {
namespace {

using Get = std::function<const char*(const char*)>;

/// Names of one launcher's variables; the first whose rank and count are both there is the one.
struct Launcher {
  const char *name, *rank, *count, *local_rank, *local_count;
};
constexpr std::array kLaunchers{
    Launcher{"torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
    Launcher{"mpirun", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
             "OMPI_COMM_WORLD_LOCAL_SIZE"},
    Launcher{"mpirun", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"},
    Launcher{"srun", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID",
             "SLURM_STEP_TASKS_PER_NODE"},  // of the step: an allocation alone starts nothing
};

/// The number that `name` begins with; whole: and that is all of it ("4(x2),3" are tasks per node).
int number(const Get& get, const char* name, int least, int most, bool whole = true) {
  const char* text = get(name);
  int value = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), value);
  if (error != std::errc() || (whole && *end != '\0') || value < least || value > most) {
    throw InputError(std::string(name) + "=" + text + " in the environment; expected a number from " +
                     std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

/// The first name of a list such as "node[03-07,9],other".
std::string first_host(const std::string& list) {
  const std::size_t end = list.find_first_of(",[");
  if (end == std::string::npos || list[end] == ',') return list.substr(0, end);
  return list.substr(0, end) + list.substr(end + 1, list.find_first_of(",-]", end) - end - 1);
}

}  // namespace

RankEnvironment rank_environment(const Get& get) {
  RankEnvironment found;
  for (const Launcher& launcher : kLaunchers) {
    if (get(launcher.rank) == nullptr || get(launcher.count) == nullptr) continue;
    constexpr int kMost = 4096;
    found.launcher = launcher.name;
    found.count = number(get, launcher.count, 1, kMost);
    found.rank = number(get, launcher.rank, 0, found.count - 1);
    found.local_count = get(launcher.local_count) != nullptr
                            ? std::min(found.count, number(get, launcher.local_count, 1, kMost, false))
                            : found.count;
    found.local_rank =
        get(launcher.local_rank) != nullptr ? number(get, launcher.local_rank, 0, kMost) : found.rank;
    break;
  }
  if (found.count == 1) return {};
  if (const char* host = get("MASTER_ADDR")) {
    found.host = host;
  } else if (const char* nodes = get("SLURM_STEP_NODELIST"); nodes != nullptr && found.launcher == "srun") {
    found.host = first_host(nodes);
  }
  if (get("MASTER_PORT") != nullptr) found.port = number(get, "MASTER_PORT", 1, 65535);
  const auto text = [&](const char* name) {
    return get(name) != nullptr ? std::string(get(name)) : std::string();
  };
  found.hosted = text("TORCHELASTIC_USE_AGENT_STORE") == "True";
  found.run = text("TORCHELASTIC_RUN_ID") + "." + text("TORCHELASTIC_RESTART_COUNT");
  return found;
}

RankEnvironment rank_environment() {
  return rank_environment([](const char* name) -> const char* { return std::getenv(name); });
}

}  // namespace pyra
