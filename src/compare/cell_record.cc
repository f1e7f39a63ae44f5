#include "compare/cell_record.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "base/json/json_fields.h"
#include "base/json/json_text.h"
#include "compare/cell_numbers.h"
#include "io/atomic_file.h"
#include "io/text_file.h"
#include "pyra/error.h"
#include "tasks/list.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

std::optional<std::string> text_of(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  return read_text_file(file, kMaxJsonBytes);
}

std::vector<ClassCount> classes_from(const nlohmann::json& json) {
  std::vector<ClassCount> classes;
  if (!json.contains("right")) return {};  // labels and values have other figures
  const auto names = field<std::vector<std::string>>(json, "names");
  const auto right = field<std::vector<std::int64_t>>(json, "right"),
             count = field<std::vector<std::int64_t>>(json, "count");
  if (right.size() != names.size() || count.size() != names.size())
    throw InputError("per_class has lists of different lengths");
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (right[i] < 0 || right[i] > count[i]) {
      throw InputError("per_class says that " + std::to_string(right[i]) + " of " + std::to_string(count[i]) +
                       " pictures of '" + names[i] + "' are right");
    }
    classes.push_back({names[i], right[i], count[i]});
  }
  return classes;
}

Json to_json(const std::vector<ClassCount>& classes) {
  Json names = Json::array(), right = Json::array(), count = Json::array();
  for (const ClassCount& one : classes) {
    names.push_back(one.name);
    right.push_back(one.right);
    count.push_back(one.count);
  }
  return {{"names", names}, {"right", right}, {"count", count}};
}

std::string fingerprint_of(const nlohmann::json& json) {
  const auto text = field<std::string>(json, "fingerprint");
  if (text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos) return text;
  refuse_value("fingerprint", json["fingerprint"], "64 hex digits");
}

CellRecord record_of(const nlohmann::json& json) {
  CellRecord record;
  for (const CellNumber& number : cell_numbers()) {
    if (const auto value = read_cell_number(number, json)) record.numbers[number.name] = *value;
  }
  if (const auto task = text_field(json, "task")) record.task = *task;
  if (!record.numbers.contains(find_task(record.task).deciding().key))
    throw Failure("it tested on no picture, or on too few to tell");
  if (json.contains("fingerprint")) record.fingerprint = fingerprint_of(json);
  const char* rates = json.contains("rates") ? "rates" : "schedule";
  record.rates = field<std::vector<std::int64_t>>(json, rates);
  for (const std::int64_t rate : record.rates) {
    if (rate < 0)
      throw InputError(std::string("'") + rates + "' holds " + std::to_string(rate) +
                       ", a rate of 0 or more expected");
  }
  if (json.contains("per_class")) record.classes = classes_from(json["per_class"]);
  return record;
}

/// One line a key: short, and changes show line by line.
std::string lines_of(const Json& json) {
  std::string text = "{";
  for (const auto& [key, value] : json.items()) {
    text += (text.size() == 1 ? "\n " : ",\n ") + json_text(Json(key)) + ": " + json_text(value);
  }
  return text + "\n}\n";
}

}  // namespace

double CellRecord::number(const std::string& name) const {
  const auto found = numbers.find(name);
  return found == numbers.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

double CellRecord::score() const { return number(find_task(task).deciding().key); }

CellRecord record_from_output(const std::string& text) {
  try {
    return record_of(parse_json(text, "its output"));
  } catch (const InputError& error) {
    throw Failure(std::string("it did not print its result: ") + error.what());
  }
}

void take_training_of(CellRecord& record, const CellRecord& source) {
  for (const char* name : {"trainable_parameters", "epochs", "train_count", "train_seconds",
                           "train_img_per_s", "peak_rss_mb", "gmac_uncompressed"}) {
    if (source.numbers.contains(name)) record.numbers[name] = source.numbers.at(name);
  }
  record.fingerprint = source.fingerprint;
}

void write_record(const std::filesystem::path& file, const CellRecord& record) {
  Json json{{"settings", Json::parse(record.settings)}};  // of this process, in its order
  if (!is_standard_task(record.task)) json["task"] = record.task;
  for (const CellNumber& number : cell_numbers()) {
    if (record.numbers.contains(number.name)) json[number.name] = record.numbers.at(number.name);
  }
  json["fingerprint"] = record.fingerprint;
  if (!record.pictures.empty()) json["pictures"] = record.pictures;
  json["rates"] = record.rates;
  if (!record.classes.empty()) json["per_class"] = to_json(record.classes);
  write_text(file, lines_of(json));
}

std::optional<CellRecord> read_record(const std::filesystem::path& file) {
  const auto text = text_of(file);
  if (!text) return {};
  try {
    const nlohmann::json json = parse_json(*text, "it");
    CellRecord record = record_of(json);
    if (json.contains("pictures")) record.pictures = field<std::string>(json, "pictures");
    record.settings = json_text(required(json, "settings"));
    return record;
  } catch (const std::exception& error) {
    throw InputError(file.string() + " is no finished cell (" + error.what() +
                     "); delete it to run the cell again");
  }
}

void write_failure(const std::filesystem::path& file, const std::string& message) {
  write_text(file, lines_of({{"failed", message}}));
}

std::optional<std::string> read_failure(const std::filesystem::path& file) {
  const auto text = text_of(file);
  if (!text) return {};
  try {
    return field<std::string>(parse_json(*text, "it"), "failed");
  } catch (const InputError&) {
    return "unknown";
  }
}

}  // namespace pyra
