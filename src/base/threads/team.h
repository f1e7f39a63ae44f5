// Threads that share the work of one caller and are polite about waiting: who finds nothing to do looks again
// for some microseconds, then sleeps in the kernel. OpenMP's teams spin at every barrier, for milliseconds:
// on a machine with other work the spinning members take the processor from those that they wait for.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace pyra {

class Team {
 public:
  /// The caller of for_each() and threads - 1 more. Where the system starts fewer the team goes on with
  /// those. `cores`: where the others run, in order from the second core on; throws InputError where one may
  /// not be used.
  explicit Team(int threads, const std::vector<int>& cores = {});
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int threads() const { return threads_; }  // as asked for; members are numbered below
  int started() const { return static_cast<int>(helpers_.size()) + 1; }
  /// False in a child of fork(), which has none of the threads.
  bool usable() const;

  /// body(index, member) for every index in 0..count-1, the next one to whoever is free: a member that the
  /// system does not let run has taken nothing, or holds up no more than the index it is at. What a body
  /// throws is thrown here, the first of several. One call at a time, but for teams of one, whose caller does
  /// everything.
  template <typename Body>
  void for_each(std::int64_t count, const Body& body) {
    if (helpers_.empty() || count <= 1) {
      for (std::int64_t i = 0; i < count; ++i) body(i, 0);
      return;
    }
    run({count,
         [](const void* of, std::int64_t index, int member) {
           (*static_cast<const Body*>(of))(index, member);
         },
         &body});
  }

 private:
  struct Job {
    std::int64_t count = 0;
    void (*call)(const void* body, std::int64_t index, int member) = nullptr;
    const void* body = nullptr;
  };
  void run(const Job& job);
  void take_part(int member) noexcept;
  void help(int member) noexcept;
  void dismiss() noexcept;

  static constexpr std::size_t kLine = 64;
  int threads_;
  pid_t process_;
  std::vector<std::thread> helpers_;
  Job job_;
  alignas(kLine) std::atomic<std::int64_t> next_ = 0;  // index that nobody has taken
  alignas(kLine) std::atomic<int> jobs_ = 0;           // how many there have been: helpers sleep on it
  alignas(kLine) std::atomic<int> inside_ =
      0;  // helpers that may be looking at job_: the caller sleeps on it
  alignas(kLine) std::atomic<bool> open_ = false, over_ = false;
  std::mutex failure_lock_;
  std::exception_ptr failure_;
};

/// While it lives, oneDNN and everything else on OpenMP runs on the calling thread alone. The threads of a
/// Team always do.
class OneOpenMpThread {
 public:
  OneOpenMpThread();
  ~OneOpenMpThread();
  OneOpenMpThread(const OneOpenMpThread&) = delete;
  OneOpenMpThread& operator=(const OneOpenMpThread&) = delete;

 private:
  int before_;
};

}  // namespace pyra
