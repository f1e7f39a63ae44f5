#include "train/run_log.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json/json_fields.h"
#include "base/json/json_text.h"
#include "io/atomic_file.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const EpochRecord& r) {
  Json json{{"epoch", r.epoch},   {"loss", r.loss},       {"top1", r.top1},
            {"lr", r.lr},         {"seconds", r.seconds}, {"img_per_s", r.img_per_s},
            {"images", r.images}, {"skipped", r.skipped}, {"peak_rss_mb", r.peak_rss_mb}};
  if (r.val_top1) json["val_top1"] = *r.val_top1;
  if (r.val_loss) json["val_loss"] = *r.val_loss;
  return json;
}

EpochRecord from_json(const nlohmann::json& json) {
  EpochRecord r;
  read_field(json, "epoch", r.epoch);
  read_field(json, "loss", r.loss);
  read_field(json, "top1", r.top1);
  read_field(json, "lr", r.lr);
  read_field(json, "seconds", r.seconds);
  read_field(json, "img_per_s", r.img_per_s);
  read_field(json, "images", r.images);
  read_field(json, "skipped", r.skipped);
  read_field(json, "peak_rss_mb", r.peak_rss_mb);
  if (json.contains("val_top1")) r.val_top1 = field<double>(json, "val_top1");
  if (json.contains("val_loss")) r.val_loss = field<double>(json, "val_loss");
  return r;
}

}  // namespace

RunLog::RunLog(std::filesystem::path file, std::int64_t next_epoch) : file_(std::move(file)) {
  std::ifstream stream(file_);
  std::int64_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    try {
      EpochRecord record = from_json(parse_json(line, "the line"));
      if (record.epoch < next_epoch) records_.push_back(record);
    } catch (const InputError& error) {
      throw InputError(file_.string() + ":" + std::to_string(number) + ": no epoch record: " + error.what());
    }
  }
}

void RunLog::add(const EpochRecord& record) {
  records_.push_back(record);
  AtomicFile file(file_);
  for (const EpochRecord& r : records_) file.write(json_text(to_json(r)) + "\n");
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

std::optional<std::int64_t> best_epoch(const std::vector<EpochRecord>& log) {
  std::optional<std::int64_t> best;
  double top1 = -1;
  for (const EpochRecord& record : log) {
    if (record.val_top1.value_or(-1) > top1) {
      top1 = *record.val_top1;
      best = record.epoch;
    }
  }
  return best;
}

}  // namespace pyra
