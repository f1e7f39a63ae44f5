// Runs something in a process of its own that may take no more memory and processor time than a reader may.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <new>
#include <string>

#include "pyra/error.h"

namespace pyra::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kCanBeLimited = false;  // sanitizers keep memory of their own and take their time
#else
inline constexpr bool kCanBeLimited = true;
#endif

/// Bytes of this process's private writable memory.
inline std::uint64_t data_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmData:")) return std::stoull(line.substr(7)) << 10;
  }
  return 0;
}

enum class Ended { done, refused, out_of_memory, out_of_time, otherwise };

/// `bytes` beyond what this process has now, and so many seconds of processor time (not of the clock: the
/// machine may be busy).
template <typename Action>
Ended within(std::uint64_t bytes, std::uint64_t seconds, Action&& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlim_t most = data_bytes() + bytes;
    const rlimit limit{most, most};
    const rlimit processor{seconds, seconds + 1};
    if (kCanBeLimited && (::setrlimit(RLIMIT_DATA, &limit) != 0 || ::setrlimit(RLIMIT_CPU, &processor) != 0))
      ::_exit(99);
    Ended how = Ended::done;
    try {
      action();
    } catch (const InputError&) {
      how = Ended::refused;
    } catch (const std::bad_alloc&) {
      how = Ended::out_of_memory;
    } catch (...) {
      how = Ended::otherwise;
    }
    ::_exit(static_cast<int>(how));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return Ended::out_of_time;
  return WIFEXITED(status) ? static_cast<Ended>(WEXITSTATUS(status)) : Ended::otherwise;
}

/// What a reader may take for a file of so many bytes: a second and one for each MB.
inline std::uint64_t reading_seconds(std::uint64_t file_bytes) { return 2 + file_bytes / 1'000'000; }

/// Either read or refused, within four times the file (which itself is one of them, mapped) and 64 MB.
template <typename Action>
void expect_cheap(std::uint64_t file_bytes, Action&& action) {
  const Ended how = within(3 * file_bytes + (std::uint64_t{64} << 20), reading_seconds(file_bytes), action);
  EXPECT_TRUE(how == Ended::done || how == Ended::refused)
      << (how == Ended::out_of_memory ? "it takes too much memory"
          : how == Ended::out_of_time ? "it takes too long"
                                      : "it ended otherwise")
      << " for " << file_bytes << " bytes";
}

}  // namespace pyra::testing
