#include "compare/compare_file.h"

#include <algorithm>

#include "base/text/words.h"
#include "compare/backbone_words.h"
#include "compare/toml_entry.h"
#include "io/text_file.h"
#include "methods/list.h"
#include "pyra/error.h"
#include "recipes/recipe.h"
#include "recipes/toml_reader.h"
#include "reducers/list.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

/// Where the paths of one file lead.
struct Paths {
  const fs::path& folder;
  const Variables& variables;

  std::optional<NamedPath> optional(TomlEntry& entry, const std::string& key) const {
    const auto text = entry.text(key);
    if (!text) return {};
    return variables.resolve(*text, folder, entry.place(key) + ": " + key);
  }
};

/// Recipe fields with values that the recipe accepts; those that a compare file decides otherwise are
/// refused.
RecipeOverrides read_options(TomlEntry& entry) {
  static const std::map<std::string, std::string> elsewhere{{"method", "adapter of a [[method]]"},
                                                            {"reducer", "reducer of a [[method]]"},
                                                            {"schedule", "schedules"},
                                                            {"seed", "seeds"}};
  RecipeOverrides result;
  Recipe probe;
  const auto& fields = recipe_fields();
  for (const auto& [name, value] : entry.values("options")) {
    if (const auto other = elsewhere.find(name); other != elsewhere.end()) {
      entry.fail("options", "options." + name + " is given by " + other->second + ", not here");
    }
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&, key = name](const RecipeField& f) { return f.name == key; });
    if (field == fields.end()) {
      std::vector<std::string> known;
      for (const RecipeField& f : fields) {
        if (!elsewhere.contains(f.name)) known.push_back(f.name);
      }
      entry.fail("options", "unknown option '" + name + "'; the fields of a recipe are " +
                                listed(known, "and") + did_you_mean(name, known));
    }
    try {
      field->assign(probe, value);
    } catch (const InputError& error) {
      entry.fail("options", error.what());
    }
    result[name] = value;
  }
  return result;
}

std::string read_name(const toml::table& table, const std::string& source, const std::string& kind) {
  TomlEntry entry(table, source, "[[" + kind + "]]");
  const auto name = entry.text("name");
  if (!name) entry.fail("", "name is missing");
  return *name;
}

CompareData read_data(const toml::table& table, const std::string& source, const Paths& paths) {
  CompareData data;
  data.name = read_name(table, source, "data");
  TomlEntry entry(table, source, "[[data]] '" + data.name + "'");
  entry.text("name");
  const auto path = paths.optional(entry, "path");
  if (!path) entry.fail("", "path is missing: name the folder of the pictures");
  data.path = *path;
  data.group = entry.text("group").value_or("");
  data.train_list = paths.optional(entry, "train_list");
  data.test_list = paths.optional(entry, "test_list");
  if (data.train_list && !data.test_list) {
    entry.fail("train_list", "train_list without test_list leaves nothing to test on; give both");
  }
  data.backbone = read_backbone_words(entry, paths.optional(entry, "backbone"));
  data.recipe = paths.optional(entry, "recipe");
  data.tocom = paths.optional(entry, "tocom");
  data.options = read_options(entry);
  entry.finish();
  return data;
}

MethodRole read_role(TomlEntry& entry) {
  static const std::map<std::string, MethodRole> roles{{"uncompressed", MethodRole::uncompressed},
                                                       {"baseline", MethodRole::baseline}};
  const auto text = entry.text("role");
  if (!text) return MethodRole::other;
  const auto found = roles.find(*text);
  if (found == roles.end()) {
    entry.fail("role", unknown_word("role", *text, {"uncompressed", "baseline"}));
  }
  return found->second;
}

CompareMethod read_method(const toml::table& table, const std::string& source, const Paths& paths) {
  CompareMethod method;
  method.name = read_name(table, source, "method");
  TomlEntry entry(table, source, "[[method]] '" + method.name + "'");
  entry.text("name");
  const auto adapter = entry.text("adapter"), reducer = entry.text("reducer");
  method.adapter = adapter.value_or(standard_method().name);
  method.reducer = reducer.value_or(keep_all_reducer().name);
  method.role = read_role(entry);
  method.schedules = entry.texts("schedules");
  method.data_sets = entry.texts("data");
  method.backbone = read_backbone_words(entry, paths.optional(entry, "backbone"));
  method.options = read_options(entry);
  method.from = entry.text("from").value_or("");
  method.teacher = entry.text("teacher").value_or("");
  method.from_schedule = entry.text("from_schedule").value_or("");
  method.compensated = entry.flag("tocom").value_or(false);
  if (!method.compensated) method.tocom = paths.optional(entry, "tocom");
  method.compensated = method.compensated || method.tocom;
  if (method.evaluated()) {
    if (method.from_schedule.empty())
      entry.fail("from", "from_schedule is missing: at which schedule was '" + method.from + "' trained?");
    if (adapter || reducer || method.backbone || !method.teacher.empty() || !method.options.empty()) {
      entry.fail("from",
                 "a method with from trains nothing: adapter, reducer, backbone, teacher and options are "
                 "those of '" +
                     method.from + "'");
    }
  } else {
    if (!method.from_schedule.empty())
      entry.fail("from_schedule", "from_schedule needs from, the name of the method that was trained");
    if (method.compensated)
      entry.fail("tocom", "tocom needs from and from_schedule: it moves a trained adapter to another rate");
  }
  entry.finish();
  return method;
}

SpeedSettings read_speed(const toml::table* table, const std::string& source) {
  SpeedSettings speed;
  if (table == nullptr) return speed;
  TomlEntry entry(*table, source, "[speed]");
  speed.batch = entry.whole("batch", 1).value_or(speed.batch);
  speed.rounds = entry.whole("rounds", 1).value_or(speed.rounds);
  speed.seconds = entry.number("seconds").value_or(speed.seconds);
  speed.dtype = entry.text("dtype").value_or(speed.dtype);
  static const std::vector<std::string> dtypes{"f32", "bf16", "int8"};
  if (std::find(dtypes.begin(), dtypes.end(), speed.dtype) == dtypes.end())
    entry.fail("dtype", unknown_word("dtype", speed.dtype, dtypes));
  entry.finish();
  return speed;
}

template <class Entry>
void require_distinct_names(const std::vector<Entry>& entries, const std::string& kind,
                            const std::string& source) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (entries[i].name == entries[j].name) {
        throw InputError(source + ": two [[" + kind + "]] entries are called '" + entries[i].name +
                         "'; names tell them apart");
      }
    }
  }
}

}  // namespace

CompareFile parse_compare_file(const std::string& toml_text, const std::string& source,
                               const fs::path& folder, const Variables& variables) {
  const toml::table table = parse_toml(toml_text, source);
  TomlEntry entry(table, source, "");
  const Paths paths{folder, variables};
  CompareFile file;
  file.source = source;
  file.title = entry.text("title").value_or("Methods side by side");
  const auto place_of = [&](const char* key, const fs::path& otherwise) {
    const auto given = paths.optional(entry, key);
    return given ? given->path : otherwise.lexically_normal();
  };
  file.out = place_of("out", folder / "compare");
  file.work = place_of("work", file.out / "work");
  file.report = place_of("report", file.out / "report.html");
  file.backbone = read_backbone_words(entry, paths.optional(entry, "backbone"));
  file.recipe = paths.optional(entry, "recipe");
  file.tocom = paths.optional(entry, "tocom");
  file.options = read_options(entry);
  file.schedules = entry.texts("schedules");
  if (file.schedules.empty()) file.schedules = {"low"};
  for (const std::int64_t seed : entry.wholes("seeds", 0))
    file.seeds.push_back(static_cast<std::uint64_t>(seed));
  if (file.seeds.empty()) file.seeds = {0, 1, 2};
  file.threads = entry.whole("threads", 0).value_or(0);
  file.jobs = entry.whole("jobs", 1).value_or(1);
  file.speed = read_speed(entry.table("speed"), source);
  for (const toml::table* data : entry.tables("data")) file.data.push_back(read_data(*data, source, paths));
  for (const toml::table* method : entry.tables("method"))
    file.methods.push_back(read_method(*method, source, paths));
  entry.finish();
  if (file.data.empty())
    throw InputError(source + ": there is no [[data]] entry; name a data set and its path");
  if (file.methods.empty())
    throw InputError(source + ": there is no [[method]] entry; name what is to be compared");
  require_distinct_names(file.data, "data", source);
  require_distinct_names(file.methods, "method", source);
  return file;
}

CompareFile read_compare_file(const fs::path& file, const Variables& variables) {
  return parse_compare_file(read_text_file(file, kMaxTomlBytes), file.string(),
                            fs::absolute(file).parent_path(), variables);
}

}  // namespace pyra
