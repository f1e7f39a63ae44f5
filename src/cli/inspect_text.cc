// Texts that pyra or its neighbours write, as pyra inspect tells of them.
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "base/json/json_reader.h"
#include "base/json/json_text.h"
#include "base/text/words.h"
#include "cli/inspect_kinds.h"
#include "io/sharded.h"
#include "io/text_file.h"
#include "pyra/error.h"
#include "recipes/recipe.h"
#include "tasks/list.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestText = std::size_t{32} << 20;

/// Its beginning decides whether it is text: no checkpoint begins without a 0 byte or an unprintable one.
std::optional<std::string> read_text(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return std::nullopt;
  if (std::filesystem::file_size(file, ignored) > kLargestText) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  const auto beginning = text.substr(0, 64);
  const bool printable = std::all_of(beginning.begin(), beginning.end(), [](unsigned char c) {
    return c >= 32 || c == '\n' || c == '\r' || c == '\t';
  });
  if (text.empty() || !printable) return std::nullopt;
  return text;
}

/// Null for what is no JSON, or nests deeper than any file of these kinds.
Json json_of(const std::string& text) {
  try {
    return Json(parse_json(text, "the text"));
  } catch (const InputError&) {
    return Json(Json::value_t::discarded);
  }
}

std::string spell(const Json& value) {
  std::string text = json_text(value);
  return text.size() > 160 ? text.substr(0, 157) + "..." : text;
}

Told told(const std::string& kind, const std::string& words) {
  return {{{"kind", kind}}, "kind          " + words + "\n"};
}

void add(Told& to, const std::string& name, const Json& value) {
  to.json[name] = value;
  std::string label = name;
  std::replace(label.begin(), label.end(), '_', ' ');
  to.text += label + std::string(label.size() < 14 ? 14 - label.size() : 1, ' ') + spell(value) + "\n";
}

void add_present(Told& to, const Json& from, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (from.contains(name)) add(to, name, from[name]);
  }
}

std::optional<Told> tell_object(const Json& json) {
  if (json.contains("schedule") && json["schedule"].is_array() && json.contains("backbone")) {
    Told result = told("schedule", "schedule of pyra schedule: give it with --schedule FILE");
    add_present(result, json,
                {"schedule", "budget", "divergence", "tokens", "gmac", "reducer", "dtype", "evaluations",
                 "backbone", "use"});
    return result;
  }
  if (json.contains("architecture")) {
    Told result = told("config", "config.json of timm: keep it beside the weights, which it describes");
    add_present(
        result, json,
        {"architecture", "num_classes", "num_features", "global_pool", "model_args", "pretrained_cfg"});
    return result;
  }
  if (json.contains("model_type")) {
    Told result =
        told("config", "config.json of transformers: keep it beside the weights, which it describes");
    add_present(
        result, json,
        {"model_type", "architectures", "hidden_size", "num_attention_heads", "image_size", "hidden_act"});
    return result;
  }
  if (json.contains("image_mean") || json.contains("do_normalize")) {
    return told(
        "preprocessing",
        "preprocessor_config.json of transformers: keep it beside the weights, whose pictures it describes");
  }
  if (json.contains("peft_type")) {
    return told(
        "peft",
        "config of a PEFT adapter: merge it into its model in Python (merge_and_unload()), use that here");
  }
  if (json.contains("failed")) {
    Told result = told("failure", "a cell of pyra compare that failed");
    add_present(result, json, {"failed"});
    return result;
  }
  if (json.contains("cell") || json.contains("result")) {
    Told result = told("cell", "a cell of pyra compare");
    add_present(result, json, {"cell", "method", "schedule", "seed", "result"});
    return result;
  }
  Told result = told("json", "JSON");
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  add(result, "keys", joined(keys).substr(0, 400));
  return result;
}

/// log.jsonl: a record an epoch.
std::optional<Told> tell_log(const std::string& text) {
  std::istringstream lines(text);
  std::vector<Json> records;
  for (std::string line; std::getline(lines, line);) {
    Json record = json_of(line);
    if (!record.is_object() || !record.contains("epoch") || !record.contains("loss")) return std::nullopt;
    records.push_back(std::move(record));
  }
  if (records.empty()) return std::nullopt;
  Told result = told("log", "log of a training run, one line an epoch: pyra report draws it");
  add(result, "epochs", records.size());
  result.json["last"] = records.back();
  std::vector<std::string> figures{"loss"};
  for (const Task& task : tasks()) {
    figures.push_back(task.running.key);
    figures.push_back("val_" + task.deciding().key);
  }
  figures.emplace_back("img_per_s");
  for (const std::string& name : figures) {
    if (!records.back().contains(name)) continue;
    const std::string gap(name.size() < 9 ? 9 - name.size() : 1, ' ');
    result.text += "last " + name + gap + spell(records.back()[name]) + "\n";
  }
  return result;
}

std::optional<Told> tell_toml(const std::string& text, const std::filesystem::path& file) {
  try {
    const toml::table table = toml::parse(text);
    if (table.empty()) return std::nullopt;
    if (table.contains("method") && table["method"].is_array()) {
      const std::size_t methods = table["method"].as_array()->size();
      return told("comparison",
                  "comparison of " + std::to_string(methods) + " methods: pyra compare runs it");
    }
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
  const Recipe recipe = parse_recipe(text, file.string(), {});
  Told result =
      told("recipe", "recipe of pyra adapt: give it with --recipe FILE; what differs from the defaults:");
  const Recipe plain;
  for (const RecipeField& field : recipe_fields()) {
    if (field.text(recipe) != field.text(plain)) add(result, field.name, field.text(recipe));
  }
  return result;
}

/// pictures.txt or test_pictures.txt of a run: a heading and a picture a line (train/picture_record.h).
std::optional<Told> tell_pictures(const std::string& text) {
  constexpr std::string_view kBegins = "pyra pictures ";
  if (!text.starts_with(kBegins)) return std::nullopt;
  Told result =
      told("pictures", "pictures of a run, by which --resume knows them again: keep it in the run's folder");
  const std::string version = text.substr(kBegins.size(), text.find('\n') - kBegins.size());
  add(result, "version", version.substr(0, version.find(':')));
  const auto lines = std::count(text.begin(), text.end(), '\n') + (text.ends_with('\n') ? 0 : 1);
  add(result, "pictures", std::max<std::int64_t>(0, lines - 1));
  return result;
}

std::optional<Told> tell_table(const std::string& text) {
  const std::string header = text.substr(0, text.find_first_of("\r\n"));
  if (header.find(',') == std::string::npos) return std::nullopt;
  Told result = told("table", "table of comma-separated values");
  add(result, "columns", header.substr(0, 400));
  add(result, "rows", std::max<std::int64_t>(0, std::count(text.begin(), text.end(), '\n') - 1));
  return result;
}

}  // namespace

std::optional<Told> tell_text(const std::filesystem::path& file) {
  if (looks_like_index(file)) return std::nullopt;
  const auto text = read_text(file);
  if (!text) return std::nullopt;
  if (text->starts_with("<!") || text->starts_with("<html")) {
    return told("report", "page for a browser, as pyra's reports are");
  }
  const std::string ending = file.extension().string();
  if (text->find_first_not_of(" \t\r\n") != std::string::npos &&
      (*text)[text->find_first_not_of(" \t\r\n")] == '{') {
    const Json json = json_of(*text);
    if (json.is_object())
      return json.contains("epoch") && json.contains("loss") ? tell_log(*text) : tell_object(json);
    if (auto log = tell_log(*text)) return log;
    throw InputError(file.string() + " begins like JSON, but is none, or nests deeper than " +
                     std::to_string(kMaxJsonDepth));
  }
  if (auto pictures = tell_pictures(*text)) return pictures;
  if (ending == ".toml" && text->size() <= kMaxTomlBytes) return tell_toml(*text, file);
  if (ending == ".csv") return tell_table(*text);
  return std::nullopt;
}

}  // namespace pyra
