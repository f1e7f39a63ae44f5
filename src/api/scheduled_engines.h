// The engines of one model on the CPU, one for every schedule that calls ask for.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "pyra/engine.h"

namespace pyra {

class ScheduledEngines {
 public:
  /// At the model's own schedule until a call asks for another. `force`: as in set_schedule().
  ScheduledEngines(const InferenceModel& model, Precision precision, const EngineOptions& options,
                   bool force);

  const Engine& own() const { return *own_; }
  /// Made where nobody asked for it lately; of several threads at once. Throws InputError for no schedule and
  /// for one that the model does not allow (set_schedule()).
  std::shared_ptr<const Engine> at(const std::string& spelling);

 private:
  struct Asked {
    std::string spelling;
    std::shared_ptr<const Engine> engine;
  };
  std::shared_ptr<const Engine> of_rates(const std::vector<std::int64_t>& rates) const;

  InferenceModel described_;  // without tensors
  PackedModel packed_;
  EngineOptions options_;
  bool force_;
  std::shared_ptr<const Engine> own_;
  std::mutex mutex_;
  std::deque<Asked> asked_;  // the one asked for last is at the end
};

}  // namespace pyra
