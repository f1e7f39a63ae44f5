// A download as the program shows it: lines and progress on standard error, Ctrl-C.
#pragma once

#include <memory>

#include "cli/command.h"
#include "fetch/fetch.h"
#include "show/progress.h"

namespace pyra {

class FetchProgress {
 public:
  /// `aloud`: whether this process is the one to speak.
  FetchProgress(const Console& console, bool aloud) : console_(console), aloud_(aloud) {}

  /// While it runs Ctrl-C is a request; before and afterwards it ends the program at once.
  Fetched fetched(const std::string& name, Ask ask, const HubSettings& settings);

 private:
  FetchObserver observer();
  void show(const std::string& label, std::uint64_t done, std::uint64_t total);
  void end_line();

  const Console& console_;
  bool aloud_;
  std::string label_;
  std::unique_ptr<Progress> line_;
};

}  // namespace pyra
