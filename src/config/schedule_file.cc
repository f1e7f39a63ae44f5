#include "config/schedule_file.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::streamsize kLargestFile = 1 << 20;

std::string describe(const nlohmann::json& owner) {
  const auto number = [&](const char* key) { return owner.contains(key) ? owner[key].dump() : "?"; };
  return "depth " + number("depth") + ", dim " + number("dim") + ", " + number("heads") + " heads, " + number("tokens") + " tokens of which " +
         number("prefix_tokens") + " prefix";
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream || std::filesystem::is_directory(file)) throw InputError("schedule '" + file.string() + "': cannot read this file; pyra schedule --out writes one");
  std::string text(static_cast<std::size_t>(kLargestFile), '\0');
  stream.read(text.data(), kLargestFile);
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace

std::string schedule_owner(const VitConfig& config, const std::string& fingerprint) {
  nlohmann::ordered_json json{{"depth", config.depth}, {"dim", config.dim}, {"heads", config.heads}, {"tokens", config.tokens()},
                              {"prefix_tokens", config.prefix_tokens()}};
  if (!fingerprint.empty()) json["fingerprint"] = fingerprint;
  return json.dump();
}

std::vector<std::int64_t> read_schedule_file(const std::filesystem::path& file, const VitConfig& config) {
  const nlohmann::json json = nlohmann::json::parse(read_text(file), nullptr, false);
  const auto is_rate = [](const nlohmann::json& value) { return value.is_number_integer() && value >= 0 && value <= 1 << 20; };
  if (!json.is_object() || !json.contains("schedule") || !json["schedule"].is_array() || !json.contains("backbone") ||
      !json["backbone"].is_object() || !std::all_of(json["schedule"].begin(), json["schedule"].end(), is_rate)) {
    throw InputError("schedule '" + file.string() + "': no schedule file: \"schedule\" (a list of rates) and \"backbone\" expected, as pyra "
                     "schedule --out writes them");
  }
  nlohmann::json found_for = json["backbone"], here = nlohmann::json::parse(schedule_owner(config, ""));
  found_for.erase("fingerprint");
  if (found_for != here || json["schedule"].size() != static_cast<std::size_t>(config.depth)) {
    throw InputError("schedule '" + file.string() + "' was found for another backbone.\n  found for: " + describe(found_for) + "\n  this one:  " +
                     describe(here) + "\nRun pyra schedule for this one");
  }
  return json["schedule"].get<std::vector<std::int64_t>>();
}

}  // namespace pyra
