#include "base/threads/team.h"

#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include "pyra/error.h"

namespace pyra {
namespace {

// Longer than the gaps between the steps of a pass, far shorter than a turn on a processor that others want
// too.
constexpr std::chrono::microseconds kLook{30};

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// Whether `done` came true soon.
template <typename Done>
bool soon(const Done& done) {
  const auto end = std::chrono::steady_clock::now() + kLook;
  do {
    for (int i = 0; i < 32; ++i) {
      if (done()) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

/// Signals are for the threads of the program that this library is part of.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

bool bind_to(std::thread& thread, int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(core), &set);
  return pthread_setaffinity_np(thread.native_handle(), sizeof set, &set) == 0;
}

}  // namespace

Team::Team(int threads, const std::vector<int>& cores) : threads_(threads), process_(getpid()) {
  const SignalsBlocked blocked;
  try {
    for (int member = 1; member < threads; ++member) helpers_.emplace_back([this, member] { help(member); });
  } catch (const std::system_error&) {  // a limit on threads: with those that there are
  }
  for (std::size_t i = 0; i < helpers_.size() && !cores.empty(); ++i) {
    const int core = cores[(i + 1) % cores.size()];
    if (bind_to(helpers_[i], core)) continue;
    dismiss();
    throw InputError("cannot bind a thread to core " + std::to_string(core) +
                     "; this process may not run there");
  }
}

Team::~Team() { dismiss(); }

bool Team::usable() const { return helpers_.empty() || process_ == getpid(); }

void Team::dismiss() noexcept {
  over_ = true;
  ++jobs_;
  jobs_.notify_all();
  for (std::thread& helper : helpers_) usable() ? helper.join() : helper.detach();
  helpers_.clear();
}

void Team::run(const Job& job) {
  job_ = job;  // nobody looks: the last job ended when inside_ was 0, and open_ is false
  next_.store(0, std::memory_order_relaxed);
  open_ = true;
  ++jobs_;
  jobs_.notify_all();
  take_part(0);
  open_ = false;
  const auto left = [this] { return inside_.load() == 0; };
  if (!soon(left)) {
    for (int inside = inside_; inside != 0; inside = inside_) inside_.wait(inside);
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Team::take_part(int member) noexcept {
  const Job job = job_;
  for (;;) {
    const std::int64_t index = next_.fetch_add(1, std::memory_order_relaxed);
    if (index >= job.count) return;
    try {
      job.call(job.body, index, member);
    } catch (...) {
      const std::lock_guard lock(failure_lock_);
      if (!failure_) failure_ = std::current_exception();
    }
  }
}

void Team::help(int member) noexcept {
  omp_set_num_threads(1);
  for (int seen = 0;;) {
    const auto called = [&] { return jobs_.load() != seen; };
    if (!soon(called)) jobs_.wait(seen);
    seen = jobs_;
    if (over_) return;
    ++inside_;
    if (open_) take_part(member);
    if (--inside_ == 0) inside_.notify_one();
  }
}

OneOpenMpThread::OneOpenMpThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
OneOpenMpThread::~OneOpenMpThread() { omp_set_num_threads(before_); }

}  // namespace pyra
