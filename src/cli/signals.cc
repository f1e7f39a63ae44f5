#include "cli/signals.h"

#include <unistd.h>

#include <array>
#include <csignal>

namespace pyra {
namespace {

constexpr int kInterrupted = 130;  // exit status

volatile std::sig_atomic_t requested = 0;

void end_at_once(int) {
  constexpr std::array words{'p', 'y', 'r', 'a', ':', ' ', 's', 't', 'o', 'p', 'p', 'e', 'd', '\n'};
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, words.data(), words.size());
  ::_exit(kInterrupted);
}

void request_stop(int signal) {
  requested = 1;
  if (signal != SIGHUP) std::signal(signal, end_at_once);
}

void handle(void (*handler)(int)) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    const bool ignored = ::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN;
    // A script's background job has SIGINT ignored without having asked for it.
    if (!(ignored && signal == SIGHUP)) std::signal(signal, handler);
  }
}

}  // namespace

void end_on_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  handle(end_at_once);
}

void catch_signals() { handle(request_stop); }

bool stop_requested() { return requested != 0; }

}  // namespace pyra
