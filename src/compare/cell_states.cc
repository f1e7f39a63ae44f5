#include "compare/cell_states.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/json/json_reader.h"
#include "compare/commands.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& json, const std::string& key) {
  return json.contains(key) ? shown(json.at(key)) : "nothing";
}

/// "recipe.epochs was "10" and is "20"": the first difference.
std::string difference(const Json& was, const Json& is, const std::string& prefix = "") {
  for (const Json* side : {&was, &is}) {
    for (const auto& [key, value] : side->items()) {
      const std::string before = text_of(was, key), now = text_of(is, key);
      if (before == now) continue;
      if (was.contains(key) && is.contains(key) && was.at(key).is_object())
        return difference(was.at(key), is.at(key), key + ".");
      return prefix + key + " was " + before + " and is " + now;
    }
  }
  return "something in its settings";
}

/// A variable without a value, as reports of finished cells and the cells of older versions have them, may be
/// any path; the fingerprint and the pictures say whether it is the same.
void forget_unknown_paths(Json& was, const Json& is) {
  for (const char* key : {"backbone", "tocom", "train_list", "test_list"}) {
    if (!was.contains(key) || !is.contains(key)) continue;
    const auto unknown = [&](const Json& side) { return text_of(side, key).find("${") != std::string::npos; };
    if (unknown(was) || unknown(is)) was[key] = is.at(key);
  }
}

bool has_adapter(const ComparePlan& plan, const Cell& cell) {
  return std::filesystem::exists(run_folder(plan, cell) / "adapter.safetensors");
}

}  // namespace

std::vector<CellState> read_states(const ComparePlan& plan) {
  std::vector<CellState> states;
  for (const Cell& cell : plan.cells) {
    CellState state{read_record(record_file(plan, cell)), read_failure(failure_file(plan, cell))};
    if (!state.record) {
      states.push_back(std::move(state));
      continue;
    }
    Json was = parse_json(state.record->settings, "its settings");
    const Json is = parse_json(settings_of(plan, cell), "its settings");
    forget_unknown_paths(was, is);
    if (was != is) {
      throw InputError(record_file(plan, cell).string() + " was made with other settings than " +
                       plan.file.source + " has now: " + difference(was, is) +
                       "; delete the cell to run it again, or give another folder with --out");
    }
    states.push_back(std::move(state));
  }
  return states;
}

std::vector<std::size_t> cells_to_run(const ComparePlan& plan, const std::vector<CellState>& states,
                                      const std::string& only) {
  std::regex expression;
  try {
    expression = std::regex(only);
  } catch (const std::regex_error&) {
    throw InputError("--only '" + only +
                     "' is no regular expression; parts of a cell's name do, e.g. 'cifar100.*seed0'");
  }
  std::vector<std::size_t> result;
  std::size_t found = 0;
  const auto add = [&](std::size_t cell) {
    if (std::find(result.begin(), result.end(), cell) == result.end()) result.push_back(cell);
  };
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const Cell& cell = plan.cells[i];
    if (!cell.shown || !std::regex_search(cell.name, expression)) continue;
    ++found;
    if (states[i].record) continue;
    if (const auto first = cell.needs();
        first && (!has_adapter(plan, plan.cells[*first]) || !states[*first].record))
      add(*first);
    add(i);
  }
  if (found == 0) {
    throw InputError("--only '" + only + "' finds none of the " + std::to_string(plan.cells.size()) +
                     " cells; the first is called " + plan.cells.front().name + " (--dry-run lists all)");
  }
  return result;
}

}  // namespace pyra
