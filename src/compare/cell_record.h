// A finished cell as one small file: what it found out, without paths and times of day, so that repositories
// can hold it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pyra {

struct ClassCount {
  std::string name;
  std::int64_t right = 0, count = 0;  // test pictures of this class
};

struct CellRecord {
  std::string settings;  // settings_of() the cell it was
  std::string task = "classification";
  std::map<std::string, double>
      numbers;              // top1, top5, count, gmac, train_seconds, peak_rss_mb, trainable_parameters ...
  std::string fingerprint;  // of the backbone
  std::string pictures;     // digest() of the training pictures and of those tested; empty in files of 0.2.0
  std::vector<std::int64_t> rates;
  std::vector<ClassCount> classes;  // of tasks that count right answers by class; else empty

  /// NaN where it is not known.
  double number(const std::string& name) const;
  /// The task's deciding metric.
  double score() const;
};

/// What `pyra adapt --json` or `pyra eval --json --per-class` printed. Throws Failure where that is no such
/// object or lacks the figure that decides.
CellRecord record_from_output(const std::string& json);
/// An evaluated cell: what was trained (seconds, parameters, memory) stands in its source's record.
void take_training_of(CellRecord& record, const CellRecord& source);

void write_record(const std::filesystem::path& file, const CellRecord& record);
/// Empty where there is no such file. Throws InputError where it holds something else.
std::optional<CellRecord> read_record(const std::filesystem::path& file);

/// A failed cell leaves its message instead.
void write_failure(const std::filesystem::path& file, const std::string& message);
std::optional<std::string> read_failure(const std::filesystem::path& file);

}  // namespace pyra
