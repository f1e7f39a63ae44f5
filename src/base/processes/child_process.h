// This program again, as a process of its own, its output in files.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pyra {

class ChildProcess {
 public:
  /// Runs this program with `words`. Standard output replaces the file `output`, standard error goes to the
  /// end of `log`. The child is in a process group of its own, so that Ctrl-C at the terminal reaches it
  /// once, through signal(); it is told to stop (SIGTERM) should this process die. Throws Failure when it
  /// cannot be started.
  ChildProcess(const std::vector<std::string>& words, const std::filesystem::path& output,
               const std::filesystem::path& log);
  /// A child that still runs is killed: whoever leaves early must have waited.
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  ChildProcess& operator=(ChildProcess&&) = delete;

  /// Its exit status (128 + N where signal N ended it), or nothing while it runs.
  std::optional<int> poll();
  int wait();
  void signal(int number) const;

 private:
  pid_t pid_ = -1;
};

}  // namespace pyra
