#include "train/run_log.h"

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json/json_record.h"
#include "base/json/json_text.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "tasks/metric_text.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

template <class Record, class Visit>
void visit_fields(Record& r, const Task& task, Visit&& visit) {
  visit("epoch", r.epoch);
  visit("loss", r.loss);
  visit(task.running.key.c_str(), r.running);
  visit("lr", r.lr);
  visit("seconds", r.seconds);
  visit("img_per_s", r.img_per_s);
  visit("images", r.images);
  visit("skipped", r.skipped);
  visit("peak_rss_mb", r.peak_rss_mb);
  visit("val_loss", r.val_loss);
}

Json to_json(const EpochRecord& record, const Task& task) {
  Json json;
  visit_fields(record, task, WriteFields(json));
  for (const auto& [key, value] : record.val) json["val_" + key] = value;
  return json;
}

EpochRecord from_json(const nlohmann::json& json, const Task& task) {
  EpochRecord record;
  visit_fields(record, task, ReadFields(json));
  for (const Metric& metric : task.metrics) {
    const std::string name = "val_" + metric.key;
    if (json.contains(name) && !json[name].is_null())
      record.val[metric.key] = field<double>(json, name.c_str());
  }
  return record;
}

}  // namespace

Metric EpochRecord::validated(const Metric& metric) const {
  const auto found = val.find(metric.key);
  return with_value(metric, found == val.end() ? std::numeric_limits<double>::quiet_NaN() : found->second);
}

RunLog::RunLog(std::filesystem::path file, std::int64_t next_epoch, const Task& task)
    : file_(std::move(file)), task_(task) {
  std::ifstream stream(file_);
  std::int64_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    try {
      EpochRecord record = from_json(parse_json(line, "the line"), task);
      if (record.epoch < next_epoch) records_.push_back(record);
    } catch (const InputError& error) {
      throw InputError(file_.string() + ":" + std::to_string(number) + ": no epoch record: " + error.what());
    }
  }
}

void RunLog::add(const EpochRecord& record) {
  records_.push_back(record);
  AtomicFile file(file_);
  for (const EpochRecord& r : records_) file.write(json_text(to_json(r, task_)) + "\n");
  file.commit();
}

double mean_training_rate(const std::vector<EpochRecord>& log) {
  double images = 0, seconds = 0;
  for (const EpochRecord& record : log) {
    images += static_cast<double>(record.images);
    seconds += record.seconds;
  }
  return seconds > 0 ? images / seconds : 0;
}

std::optional<std::int64_t> best_epoch(const std::vector<EpochRecord>& log, const Task& task) {
  std::optional<std::int64_t> best;
  double highest = -std::numeric_limits<double>::infinity();
  for (const EpochRecord& record : log) {
    const double value = record.validated(task.deciding()).value;
    if (!(value > highest)) continue;
    highest = value;
    best = record.epoch;
  }
  return best;
}

}  // namespace pyra
