#include "compare/cell_record.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "config/json_fields.h"
#include "io/atomic_file.h"
#include "io/json_text.h"
#include "io/text_file.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

/// Numbers of the output that are kept, in the order of the file.
constexpr const char* kNumbers[] = {"top1",          "top5",  "count",    "skipped",         "gmac",        "gmac_uncompressed",
                                    "trainable_parameters", "epochs", "train_count", "train_seconds", "train_img_per_s", "peak_rss_mb"};

std::optional<std::string> text_of(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  return read_text_file(file, kMaxJsonBytes);
}

/// Four digits say all that a time or a size of memory has to say; accuracies and counts are exact.
double rounded(const std::string& name, double value) {
  const bool measured = name == "train_seconds" || name == "train_img_per_s" || name == "peak_rss_mb";
  return measured ? std::round(value * 100) / 100 : value;
}

std::vector<ClassCount> classes_from(const nlohmann::json& json) {
  std::vector<ClassCount> classes;
  const auto names = field<std::vector<std::string>>(json, "names");
  const auto right = field<std::vector<std::int64_t>>(json, "right"), count = field<std::vector<std::int64_t>>(json, "count");
  if (right.size() != names.size() || count.size() != names.size()) throw InputError("per_class has lists of different lengths");
  for (std::size_t i = 0; i < names.size(); ++i) classes.push_back({names[i], right[i], count[i]});
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

CellRecord record_of(const nlohmann::json& json) {
  CellRecord record;
  for (const char* name : kNumbers) {
    if (json.contains(name)) record.numbers[name] = rounded(name, field<double>(json, name));
  }
  if (!record.numbers.contains("top1")) throw Failure("it tested on no picture");
  record.fingerprint = text_field(json, "fingerprint").value_or("");
  record.rates = field<std::vector<std::int64_t>>(json, json.contains("rates") ? "rates" : "schedule");
  record.classes = classes_from(required(json, "per_class"));
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

CellRecord record_from_output(const std::string& text) {
  try {
    return record_of(parse_json(text, "its output"));
  } catch (const InputError& error) {
    throw Failure(std::string("it did not print its result: ") + error.what());
  }
}

void take_training_of(CellRecord& record, const CellRecord& source) {
  for (const char* name : {"trainable_parameters", "epochs", "train_count", "train_seconds", "train_img_per_s", "peak_rss_mb",
                           "gmac_uncompressed"}) {
    if (source.numbers.contains(name)) record.numbers[name] = source.numbers.at(name);
  }
  record.fingerprint = source.fingerprint;
}

void write_record(const std::filesystem::path& file, const CellRecord& record) {
  Json json{{"settings", Json::parse(record.settings)}};  // of this process, in its order
  for (const char* name : kNumbers) {
    if (record.numbers.contains(name)) json[name] = record.numbers.at(name);
  }
  json["fingerprint"] = record.fingerprint;
  if (!record.pictures.empty()) json["pictures"] = record.pictures;
  json["rates"] = record.rates;
  json["per_class"] = to_json(record.classes);
  write_text(file, lines_of(json));
}

std::optional<CellRecord> read_record(const std::filesystem::path& file) {
  const auto text = text_of(file);
  if (!text) return {};
  try {
    const nlohmann::json json = parse_json(*text, "it");
    CellRecord record = record_of(json);
    record.pictures = text_field(json, "pictures").value_or("");
    record.settings = json_text(required(json, "settings"));
    return record;
  } catch (const std::exception& error) {
    throw InputError(file.string() + " is no finished cell (" + error.what() + "); delete it to run the cell again");
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
