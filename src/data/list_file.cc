#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>

#include "data/class_folders.h"
#include "data/list_rows.h"
#include "data/name_key.h"
#include "data/spelled_path.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxLabel =
    (1 << 20) - 1;  // a larger one is a slip, and there is a name for each number

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t label = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), label);
  if (error != std::errc() || end != text.data() + text.size() || label < 0 || label > kMaxLabel)
    return std::nullopt;
  return label;
}

/// What is neither a whole number nor a name: -1, 1.5.
bool is_other_number(const std::string& text) {
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' && !parse_number(text) &&
         text.find_first_of("0123456789") != std::string::npos;
}

fs::path parse_path(const ListRow& row, const fs::path& file) {
  const fs::path path = fs::path(row.path).lexically_normal();
  if (row.path.empty()) refuse_line(file, row.line, "no path before the label, expected `path label`");
  if (path.is_absolute() || *path.begin() == "..") {
    refuse_line(file, row.line,
                "path '" + readable(row.path) + "' leaves the data folder, expected one relative to it");
  }
  return path;
}

/// The folder of each label's pictures, if that tells every label apart; otherwise the numbers.
void name_by_folders(Dataset& dataset, const std::map<std::int64_t, std::set<std::string>>& folders,
                     const fs::path& file) {
  const std::int64_t classes = folders.rbegin()->first + 1;
  std::set<std::string> taken;
  for (const auto& [label, names] : folders) {
    const std::string& name = *names.begin();
    dataset.named =
        dataset.named && names.size() == 1 && !name.empty() && taken.insert(name_key(name)).second;
  }
  for (std::int64_t label = 0; label < classes; ++label) {
    const auto found = folders.find(label);
    std::string name = std::to_string(label);
    if (dataset.named && found != folders.end()) {
      name = *found->second.begin();
      check_class_name(name, file.string());
    } else if (dataset.named && taken.contains(name)) {
      name = "class " + name;  // of no picture here
    }
    dataset.class_names.push_back(name);
  }
}

/// Labels by number. In plain lists nothing else is allowed: a name would be the end of a path with spaces.
void take_numbers(Dataset& dataset, const ListRows& list, const fs::path& file) {
  std::map<std::int64_t, std::set<std::string>> folders;  // of each label
  dataset.numbered = true;
  for (std::size_t i = 0; i < list.rows.size(); ++i) {
    const ListRow& row = list.rows[i];
    const auto label = parse_number(row.label);
    if (!label) {
      refuse_line(file, row.line,
                  "label '" + readable(row.label) + "', expected a whole number from 0 to " +
                      std::to_string(kMaxLabel) +
                      (list.csv ? ""
                                : " after the last space (names of classes: in a CSV file that begins with "
                                  "`path,label`)"));
    }
    dataset.samples[i].label = *label;
    folders[*label].insert(fs::path(row.path).lexically_normal().parent_path().filename().string());
  }
  name_by_folders(dataset, folders, file);
}

void take_names(Dataset& dataset, const ListRows& list, const fs::path& file) {
  std::map<std::string, std::string> names;  // key -> spelling
  for (const ListRow& row : list.rows) {
    if (row.label.empty()) refuse_line(file, row.line, "no label");
    check_class_name(row.label, file.string() + ":" + std::to_string(row.line));
    names.emplace(name_key(row.label), row.label);
  }
  std::map<std::string, std::int64_t> labels;
  for (const auto& [key, name] : names) {
    labels.emplace(key, static_cast<std::int64_t>(labels.size()));
    dataset.class_names.push_back(name);
  }
  for (std::size_t i = 0; i < list.rows.size(); ++i)
    dataset.samples[i].label = labels.at(name_key(list.rows[i].label));
}

/// The same picture may come twice, but not as two classes.
void check_twice_listed(const Dataset& dataset, const ListRows& list, const fs::path& file) {
  std::unordered_map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
    const auto [place, fresh] = first.emplace(dataset.samples[i].path.native(), i);
    if (fresh || dataset.samples[i].label == dataset.samples[place->second].label) continue;
    refuse_line(file, list.rows[i].line,
                "'" + readable(list.rows[i].path) + "' is of class " + readable(list.rows[i].label) +
                    " here and of class " + readable(list.rows[place->second].label) + " in line " +
                    std::to_string(list.rows[place->second].line));
  }
}

}  // namespace

Dataset read_list(const fs::path& folder, const fs::path& list_file) {
  const ListRows list = read_list_rows(list_file);
  if (list.rows.empty()) throw InputError(list_file.string() + ": lists no pictures");
  SpelledPaths paths(folder);
  Dataset dataset;
  for (const ListRow& row : list.rows)
    dataset.samples.push_back({paths.find(parse_path(row, list_file)), -1});
  const auto any = [&](auto test) {
    return std::any_of(list.rows.begin(), list.rows.end(),
                       [&](const ListRow& row) { return test(row.label); });
  };
  if (list.csv && any([](const std::string& label) { return !parse_number(label); }) && !any(is_other_number))
    take_names(dataset, list, list_file);
  else
    take_numbers(dataset, list, list_file);
  check_twice_listed(dataset, list, list_file);
  return dataset;
}

}  // namespace pyra
