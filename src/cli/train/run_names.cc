#include "cli/train/run_names.h"

#include <filesystem>
#include <functional>
#include <map>
#include <set>

namespace pyra {
namespace {

std::string last_part(const std::string& path) {
  const auto whole = std::filesystem::path(path).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

/// The words of a command, as a shell reads quotes.
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words;
  bool quoted = false, inside = false;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (!quoted && (c == ' ' || c == '\n')) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == '\\' && !quoted && i + 1 < command.size()) {
      words.back() += command[++i];
    } else {
      words.back() += c;
    }
  }
  return words;
}

}  // namespace

std::string data_of_command(const std::string& command) {
  const std::vector<std::string> words = words_of(command);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--data" && i + 1 < words.size()) return words[i + 1];
    if (words[i].starts_with("--data=")) return words[i].substr(7);
  }
  return "";
}

std::vector<std::string> distinct_names(const std::vector<RunLabel>& runs) {
  std::vector<std::string> before(runs.size());
  const auto name = [&](std::size_t i) {
    return before[i].empty() ? runs[i].method : before[i] + ": " + runs[i].method;
  };
  const auto add = [&](const std::function<std::string(std::size_t)>& detail) {
    std::map<std::string, std::vector<std::size_t>> same;
    for (std::size_t i = 0; i < runs.size(); ++i) same[name(i)].push_back(i);
    for (const auto& [shared, members] : same) {
      std::set<std::string> details;
      for (const std::size_t i : members) details.insert(detail(i));
      if (details.size() < 2) continue;
      for (const std::size_t i : members) {
        if (!detail(i).empty()) before[i] += (before[i].empty() ? "" : ", ") + detail(i);
      }
    }
  };
  add([&](std::size_t i) { return last_part(runs[i].data); });
  add([&](std::size_t i) { return last_part(runs[i].folder); });
  add([&](std::size_t i) { return runs[i].folder; });
  add([&](std::size_t i) { return "#" + std::to_string(i + 1); });
  std::vector<std::string> names;
  for (std::size_t i = 0; i < runs.size(); ++i) names.push_back(name(i));
  return names;
}

}  // namespace pyra
