// log.jsonl: one JSON object a line and epoch, kept consistent with the checkpoint across resumes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tasks/task.h"

namespace pyra {

struct EpochRecord {
  std::int64_t epoch = 0;                                            // from 0
  double loss = 0, running = 0, lr = 0, seconds = 0, img_per_s = 0;  // running: Task::running
  std::int64_t images = 0, skipped = 0;
  double peak_rss_mb = 0;
  std::optional<double> val_loss;
  std::map<std::string, double> val;  // the task's metrics by their keys; empty where nothing validated

  /// `metric` of the validation pictures; NaN where it is not known.
  Metric validated(const Metric& metric) const;
};

class RunLog {
 public:
  /// Reads what is there (a missing file is an empty log) and forgets epochs from `next_epoch` on: they will
  /// be trained again. Throws InputError on a line that is no record of the task's.
  RunLog(std::filesystem::path file, std::int64_t next_epoch, const Task& task);
  /// Adds a record and rewrites the file, atomically.
  void add(const EpochRecord& record);
  const std::vector<EpochRecord>& records() const { return records_; }

 private:
  std::filesystem::path file_;
  const Task& task_;
  std::vector<EpochRecord> records_;
};

/// Pictures a second over all epochs; 0 without any.
double mean_training_rate(const std::vector<EpochRecord>& log);

/// The first with the highest deciding metric on validation; empty where none was validated.
std::optional<std::int64_t> best_epoch(const std::vector<EpochRecord>& log, const Task& task);

}  // namespace pyra
