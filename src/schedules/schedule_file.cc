#include "schedules/schedule_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json/json_reader.h"
#include "base/json/json_text.h"
#include "io/text_file.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::size_t kLargestFile = 1 << 20;

std::string describe(const nlohmann::json& owner) {
  const auto number = [&](const char* key) { return owner.contains(key) ? shown(owner[key]) : "?"; };
  return "depth " + number("depth") + ", dim " + number("dim") + ", " + number("heads") + " heads, " +
         number("tokens") + " tokens of which " + number("prefix_tokens") + " prefix";
}

/// Files of older versions do not say.
std::string stated(const nlohmann::json& object, const char* key, const std::filesystem::path& file) {
  if (!object.contains(key)) return "";
  if (object[key].is_string()) return object[key].get<std::string>();
  throw InputError("schedule '" + file.string() + "': \"" + key + "\" is " + shown(object[key]) +
                   ", text expected");
}

nlohmann::json parse_schedule(const std::filesystem::path& file) {
  try {
    return parse_json(read_text_file(file, kLargestFile), "this file");
  } catch (const InputError& error) {
    throw InputError("schedule '" + file.string() + "': " + error.what() + "; pyra schedule writes one",
                     code::kScheduleFile);
  }
}

}  // namespace

std::string schedule_owner(const VitConfig& config, const std::string& fingerprint) {
  nlohmann::ordered_json json{{"depth", config.depth},
                              {"dim", config.dim},
                              {"heads", config.heads},
                              {"tokens", config.tokens()},
                              {"prefix_tokens", config.prefix_tokens()}};
  if (!fingerprint.empty()) json["fingerprint"] = fingerprint;
  return json_text(json);
}

FoundSchedule read_schedule_file(const std::filesystem::path& file, const VitConfig& config) {
  const nlohmann::json json = parse_schedule(file);
  const auto is_rate = [](const nlohmann::json& value) {
    return value.is_number_integer() && value >= 0 && value <= 1 << 20;
  };
  if (!json.is_object() || !json.contains("schedule") || !json["schedule"].is_array() ||
      !json.contains("backbone") || !json["backbone"].is_object() ||
      !std::all_of(json["schedule"].begin(), json["schedule"].end(), is_rate)) {
    throw InputError(
        "schedule '" + file.string() +
            "': no schedule file: \"schedule\" (a list of rates) and \"backbone\" expected, as pyra "
            "schedule writes them",
        code::kScheduleFile);
  }
  nlohmann::json found_for = json["backbone"], here = parse_json(schedule_owner(config, ""), "this backbone");
  found_for.erase("fingerprint");
  if (found_for != here || json["schedule"].size() != static_cast<std::size_t>(config.depth)) {
    throw InputError("schedule '" + file.string() +
                     "' was found for another backbone.\n  found for: " + describe(found_for) +
                     "\n  this one:  " + describe(here) + "\nRun pyra schedule for this one");
  }
  return {json["schedule"].get<std::vector<std::int64_t>>(),
          {file.string(), stated(json["backbone"], "fingerprint", file), stated(json, "reducer", file)}};
}

}  // namespace pyra
