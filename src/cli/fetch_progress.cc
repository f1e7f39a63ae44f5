#include "cli/fetch_progress.h"

#include <iostream>

#include "cli/progress_options.h"
#include "cli/signals.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;

/// Signals as they were, whatever happens.
class Caught {
 public:
  Caught() { catch_signals(); }
  ~Caught() { end_on_signals(); }
  Caught(const Caught&) = delete;
  Caught& operator=(const Caught&) = delete;
};

}  // namespace

Fetched FetchProgress::fetched(const std::string& name, Ask ask, const HubSettings& settings) {
  const Caught signals;
  Fetched result = fetch(name, ask, settings, observer());
  end_line();
  if (console_.stop()) throw Interrupted("stopped after " + name + " was downloaded");
  return result;
}

FetchObserver FetchProgress::observer() {
  FetchObserver observer;
  observer.stop = console_.stop;
  if (!aloud_) return observer;
  observer.say = [this](const std::string& line) {
    end_line();
    console_.say(line);
  };
  observer.progress = [this](const std::string& label, std::uint64_t done, std::uint64_t total) {
    show(label, done, total);
  };
  return observer;
}

void FetchProgress::show(const std::string& label, std::uint64_t done, std::uint64_t total) {
  if (total < kMegabyte) return;
  if (label != label_) end_line();
  const auto megabytes = static_cast<std::int64_t>(done / kMegabyte);
  if (!line_) {
    line_ = std::make_unique<Progress>(std::cerr, stderr_is_terminal(), label,
                                       static_cast<std::int64_t>(total / kMegabyte),
                                       progress_options("MB", megabytes));
  }
  label_ = label;
  line_->update(megabytes);
  if (done == total) end_line();
}

void FetchProgress::end_line() {
  if (line_) line_->finish();
  line_.reset();
}

}  // namespace pyra
