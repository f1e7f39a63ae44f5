// In which precision and where a model runs: --device, --dtype, --cores, with --threads of every verb.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/options.h"
#include "pyra/runner.h"

namespace pyra {

class EngineCommandOptions {
 public:
  void define(Options& options);
  /// Throws InputError for an unknown dtype or device, one that this machine lacks, or cores that are no
  /// list.
  std::unique_ptr<Runner> make(const InferenceModel& model, const Console& console) const;
  const std::string& dtype() const { return dtype_; }
  const std::string& device() const { return device_; }

 private:
  std::string device_ = "cpu", dtype_ = "f32", cores_;
};

/// `wanted` or, where a limit lets fewer threads start, as many as do; says so then.
int startable_threads(const Console& console, int wanted);

/// "0,2-5" -> 0 2 3 4 5. Throws InputError for anything else.
std::vector<int> parse_cores(const std::string& list);

}  // namespace pyra
