#include "compare/plan.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/json/json_text.h"
#include "compare/check_methods.h"
#include "pyra/error.h"
#include "reducers/list.h"

namespace pyra {
namespace {

/// As part of a file's name.
std::string slug(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '=';
    if (plain) {
      result += c;
    } else if (!result.empty() && result.back() != '_') {
      result += '_';
    }
  }
  while (!result.empty() && result.back() == '_') result.pop_back();
  return result.empty() ? "_" : result;
}

/// Makes the cells, each once.
class Builder {
 public:
  explicit Builder(ComparePlan& plan) : plan_(plan) {}

  std::size_t add(std::size_t data, std::size_t method, const std::string& schedule, std::uint64_t seed,
                  bool shown) {
    const CompareFile& file = plan_.file;
    Cell cell;
    cell.name = slug(file.data[data].name) + "-" + slug(file.methods[method].name) + "-" + slug(schedule) +
                "-seed" + std::to_string(seed);
    cell.data = data;
    cell.method = method;
    cell.schedule = schedule;
    cell.shown = shown;
    const CompareMethod& what = file.methods[method];
    if (what.evaluated()) {
      cell.source = add(data, find_trained(file, what, "from", what.from), what.from_schedule, seed, false);
      cell.recipe = plan_.cells[*cell.source].recipe;
      if (what.compensated && plan_.tocom(cell) == nullptr) {
        throw InputError(entry_of(file, what) + ": tocom = true, but neither [[data]] '" +
                         file.data[data].name + "' nor the file names a tocom = \"FILE\"");
      }
    }
    if (!what.teacher.empty())
      cell.teacher = add(data, find_trained(file, what, "teacher", what.teacher), "none", seed, false);
    const auto [found, fresh] = known_.emplace(cell.name, plan_.cells.size());
    if (!fresh) return join(plan_.cells[found->second], cell, found->second);
    if (!what.evaluated()) cell.recipe = recipe_of(cell, seed);
    plan_.cells.push_back(std::move(cell));
    return plan_.cells.size() - 1;
  }

 private:
  std::size_t join(Cell& there, const Cell& again, std::size_t position) const {
    if (there.data != again.data || there.method != again.method || there.schedule != again.schedule) {
      throw InputError(plan_.file.source + ": two cells would share the file " + there.name +
                       ".json; names must differ in letters or digits");
    }
    there.shown = there.shown || again.shown;
    return position;
  }

  Recipe recipe_of(const Cell& cell, std::uint64_t seed) {
    const CompareFile& file = plan_.file;
    const CompareMethod& method = plan_.method(cell);
    Recipe recipe;
    if (const NamedPath* source = plan_.recipe_file(cell)) recipe = recipe_from(source->path);
    for (const RecipeOverrides* options : {&file.options, &plan_.data(cell).options, &method.options}) {
      for (const RecipeField& field : recipe_fields()) {
        if (const auto given = options->find(field.name); given != options->end())
          field.assign(recipe, given->second);
      }
    }
    recipe.method = method.adapter;
    recipe.reducer = method.reducer;
    recipe.schedule = cell.schedule;
    recipe.seed = seed;
    try {
      check_recipe(recipe);
    } catch (const InputError& error) {
      throw InputError(entry_of(file, method) + " on '" + plan_.data(cell).name + "': " + error.what(),
                       error.code());
    }
    return recipe;
  }

  const Recipe& recipe_from(const std::filesystem::path& path) {
    const auto found = recipes_.find(path);
    return found != recipes_.end() ? found->second : recipes_.emplace(path, read_recipe(path)).first->second;
  }

  ComparePlan& plan_;
  std::map<std::string, std::size_t> known_;
  std::map<std::filesystem::path, Recipe> recipes_;
};

std::vector<std::string> schedules_of(const CompareFile& file, const CompareMethod& method) {
  if (!method.schedules.empty()) return method.schedules;
  if (!method.evaluated() && !find_reducer(method.reducer).merges) return {"none"};
  return file.schedules;
}

}  // namespace

const CompareMethod& ComparePlan::trained_method(const Cell& cell) const {
  return file.methods[cell.source ? cells[*cell.source].method : cell.method];
}

const CompareBackbone* ComparePlan::backbone(const Cell& cell) const {
  for (const auto* path : {&trained_method(cell).backbone, &data(cell).backbone, &file.backbone}) {
    if (*path) return &**path;
  }
  return nullptr;
}

const NamedPath* ComparePlan::tocom(const Cell& cell) const {
  if (!method(cell).compensated) return nullptr;
  for (const auto* path : {&method(cell).tocom, &data(cell).tocom, &file.tocom}) {
    if (*path) return &**path;
  }
  return nullptr;
}

const NamedPath* ComparePlan::recipe_file(const Cell& cell) const {
  if (data(cell).recipe) return &*data(cell).recipe;
  return file.recipe ? &*file.recipe : nullptr;
}

ComparePlan make_plan(CompareFile file) {
  check_methods(file);
  ComparePlan plan{std::move(file), {}};
  Builder builder(plan);
  for (const std::uint64_t seed : plan.file.seeds) {
    for (std::size_t data = 0; data < plan.file.data.size(); ++data) {
      for (std::size_t method = 0; method < plan.file.methods.size(); ++method) {
        if (!plan.file.methods[method].runs_on(plan.file.data[data].name)) continue;
        for (const std::string& schedule : schedules_of(plan.file, plan.file.methods[method])) {
          builder.add(data, method, schedule, seed, true);
        }
      }
    }
  }
  return plan;
}

std::string settings_of(const ComparePlan& plan, const Cell& cell) {
  const auto file_name = [](const NamedPath& path) {
    return path.remote.empty() ? path.path.filename().string() : path.remote;
  };
  const CompareMethod& method = plan.method(cell);
  const CompareData& data = plan.data(cell);
  nlohmann::ordered_json json{
      {"data", data.name}, {"method", method.name}, {"schedule", cell.schedule}, {"seed", cell.seed()}};
  if (cell.source) {
    json["from"] = method.from;
    json["from_schedule"] = method.from_schedule;
    if (const NamedPath* tocom = plan.tocom(cell)) json["tocom"] = file_name(*tocom);
  }
  if (cell.teacher) json["teacher"] = method.teacher;
  json["adapter"] = cell.recipe.method;
  json["reducer"] = cell.recipe.reducer;
  if (const CompareBackbone* backbone = plan.backbone(cell)) {
    json["backbone"] = file_name(*backbone);
    for (const auto& [key, value] : backbone->said) json[key] = value;
  }
  if (data.train_list) json["train_list"] = file_name(*data.train_list);
  if (data.test_list) json["test_list"] = file_name(*data.test_list);
  const Recipe usual;
  for (const RecipeField& field : recipe_fields()) {
    if (field.name == "method" || field.name == "reducer" || field.name == "schedule" || field.name == "seed")
      continue;
    if (field.text(cell.recipe) != field.text(usual)) json["recipe"][field.name] = field.text(cell.recipe);
  }
  return json_text(json);
}

}  // namespace pyra
