#include "tasks/classification/list_labels.h"

#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "pictures/sets/class_folders.h"
#include "pictures/sets/name_key.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

// A larger label is a slip: a head of so many classes has more weights than the backbone, and there is a name
// for each number.
constexpr std::int64_t kMaxLabel = (1 << 17) - 1;

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

/// What the labels have in common.
struct LabelFacts {
  bool name = false, other_number = false;  // among them
  std::string several;                      // the first that looks like a list of labels; empty: none
};

LabelFacts look_through(const ListText& list) {
  LabelFacts facts;
  list.visit([&](const ListRow& row) {
    const std::string_view label = row.targets[0];
    if (parse_number(label)) return;
    facts.name = true;
    if (facts.several.empty() && label.find(';') != std::string_view::npos) facts.several = label;
    facts.other_number = facts.other_number || is_other_number(std::string(label));
  });
  return facts;
}

/// The folder of a label's pictures.
struct LabelFolder {
  std::string name;
  bool several = false;
};

/// The folder of each label's pictures, if that tells every label apart; otherwise the numbers.
void name_by_folders(Dataset& dataset, const std::map<std::int64_t, LabelFolder>& folders,
                     const fs::path& file) {
  const std::int64_t classes = folders.rbegin()->first + 1;
  std::set<std::string> taken;
  for (const auto& [label, folder] : folders) {
    dataset.named = dataset.named && !folder.several && !folder.name.empty() &&
                    taken.insert(name_key(folder.name)).second;
  }
  for (std::int64_t label = 0; label < classes; ++label) {
    const auto found = folders.find(label);
    std::string name = std::to_string(label);
    if (dataset.named && found != folders.end()) {
      name = found->second.name;
      check_class_name(name, file.string());
    } else if (dataset.named && taken.contains(name)) {
      name = "class " + name;  // of no picture here
    }
    dataset.class_names.push_back(name);
  }
}

/// Labels by number. In plain lists nothing else is allowed: a name would be the end of a path with spaces.
void take_numbers(Dataset& dataset, const ListText& list, const fs::path& file) {
  std::map<std::int64_t, LabelFolder> folders;
  dataset.numbered = true;
  auto sample = dataset.samples.begin();
  list.visit([&](const ListRow& row) {
    const auto label = parse_number(row.targets[0]);
    if (!label) {
      refuse_line(file, row.line,
                  "label '" + readable(row.targets[0]) + "', expected a whole number from 0 to " +
                      std::to_string(kMaxLabel) +
                      (list.csv() ? ""
                                  : " after the last space (names of classes: in a CSV file that begins with "
                                    "`path,label`)"));
    }
    (sample++)->label = *label;
    const std::string folder = fs::path(row.path).lexically_normal().parent_path().filename().string();
    const auto [place, fresh] = folders.try_emplace(*label, LabelFolder{folder});
    place->second.several = place->second.several || (!fresh && place->second.name != folder);
  });
  name_by_folders(dataset, folders, file);
}

void take_names(Dataset& dataset, const ListText& list, const fs::path& file) {
  std::map<std::string, std::pair<std::string, std::int64_t>> classes;  // key -> spelling, label
  list.visit([&](const ListRow& row) {
    if (row.targets[0].empty()) refuse_line(file, row.line, "no label");
    check_class_name(std::string(row.targets[0]), file.string() + ":" + std::to_string(row.line));
    classes.try_emplace(name_key(row.targets[0]), row.targets[0], 0);
    if (static_cast<std::int64_t>(classes.size()) > kMaxLabel) {
      refuse_line(file, row.line,
                  "more than " + std::to_string(kMaxLabel) +
                      " classes so far, each with another name; does `label` name classes?");
    }
  });
  for (auto& [key, named] : classes) {
    named.second = static_cast<std::int64_t>(dataset.class_names.size());
    dataset.class_names.push_back(named.first);
  }
  auto sample = dataset.samples.begin();
  list.visit([&](const ListRow& row) { (sample++)->label = classes.at(name_key(row.targets[0])).second; });
}

}  // namespace

void take_class_labels(Dataset& dataset, const ListText& list, const fs::path& file) {
  const LabelFacts facts = look_through(list);
  if (list.csv() && facts.name && !facts.other_number)
    take_names(dataset, list, file);
  else
    take_numbers(dataset, list, file);
  if (!facts.several.empty()) {
    dataset.notes.push_back(file.string() + ": '" + readable(facts.several) +
                            "' is taken for the name of one class; for several labels a picture the column "
                            "is to be named `labels`");
  }
}

}  // namespace pyra
