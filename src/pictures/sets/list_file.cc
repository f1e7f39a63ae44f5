#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>

#include "pictures/sets/class_folders.h"
#include "pictures/sets/list_rows.h"
#include "pictures/sets/name_key.h"
#include "pictures/sets/spelled_path.h"
#include "pyra/dataset.h"
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

fs::path parse_path(const ListRow& row, const fs::path& file) {
  const fs::path path = fs::path(row.path).lexically_normal();
  if (row.path.empty()) refuse_line(file, row.line, "no path before the label, expected `path label`");
  if (path.is_absolute() || *path.begin() == "..") {
    refuse_line(file, row.line,
                "path '" + readable(row.path) + "' leaves the data folder, expected one relative to it");
  }
  return path;
}

/// What the rows of a list have in common, before any is kept.
struct ListFacts {
  std::size_t rows = 0;
  bool name = false, other_number = false;  // among the labels
};

ListFacts look_through(const ListText& list, const fs::path& file) {
  ListFacts facts;
  list.visit([&](const ListRow& row) {
    ++facts.rows;
    if (parse_number(row.label)) return;
    facts.name = true;
    facts.other_number = facts.other_number || is_other_number(std::string(row.label));
  });
  if (facts.rows == 0) throw InputError(file.string() + ": lists no pictures");
  return facts;
}

/// A list may take four times its size and 64 MB, which paths of pictures never do.
void check_worth_its_memory(const ListFacts& facts, const ListText& list, const fs::path& file) {
  const std::size_t needed = facts.rows * (sizeof(Sample) + sizeof(std::uint32_t));
  if (needed <= 3 * list.bytes() + (std::size_t{64} << 20)) return;
  throw InputError(file.string() + ": " + std::to_string(facts.rows) + " lines of " +
                   std::to_string(list.bytes() / facts.rows) +
                   " bytes each; paths of so many pictures are longer, so this is no list of pictures");
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
    const auto label = parse_number(row.label);
    if (!label) {
      refuse_line(file, row.line,
                  "label '" + readable(row.label) + "', expected a whole number from 0 to " +
                      std::to_string(kMaxLabel) +
                      (list.csv() ? ""
                                  : " after the last space (names of classes: in a CSV file that begins with "
                                    "`path,label`)"));
    }
    (sample++)->label = *label;
    const std::string folder = parse_path(row, file).parent_path().filename().string();
    const auto [place, fresh] = folders.try_emplace(*label, LabelFolder{folder});
    place->second.several = place->second.several || (!fresh && place->second.name != folder);
  });
  name_by_folders(dataset, folders, file);
}

void take_names(Dataset& dataset, const ListText& list, const fs::path& file) {
  std::map<std::string, std::pair<std::string, std::int64_t>> classes;  // key -> spelling, label
  list.visit([&](const ListRow& row) {
    if (row.label.empty()) refuse_line(file, row.line, "no label");
    check_class_name(std::string(row.label), file.string() + ":" + std::to_string(row.line));
    classes.try_emplace(name_key(row.label), row.label, 0);
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
  list.visit([&](const ListRow& row) { (sample++)->label = classes.at(name_key(row.label)).second; });
}

/// The row of the i-th sample, for messages.
void with_row(const ListText& list, std::size_t i, const std::function<void(const ListRow&)>& act) {
  list.visit([&, at = std::size_t{0}](const ListRow& row) mutable {
    if (at++ == i) act(row);
  });
}

/// The same picture may come twice, but not as two classes.
void check_twice_listed(const Dataset& dataset, const ListText& list, const fs::path& file) {
  const auto& samples = dataset.samples;
  std::vector<std::uint32_t> order(samples.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int sign = samples[a].path.compare(samples[b].path);
    return sign != 0 ? sign < 0 : a < b;
  });
  std::size_t first = 0, again = samples.size();  // the first line that says otherwise than one before it
  for (std::size_t i = 1, begin = 0; i < order.size(); ++i) {
    const Sample& sample = samples[order[i]];
    if (sample.path != samples[order[begin]].path) begin = i;
    if (sample.label != samples[order[begin]].label && order[i] < again)
      first = order[begin], again = order[i];
  }
  if (again == samples.size()) return;
  std::string before;
  with_row(list, first, [&](const ListRow& row) {
    before = readable(row.label) + " in line " + std::to_string(row.line);
  });
  with_row(list, again, [&](const ListRow& row) {
    refuse_line(
        file, row.line,
        "'" + readable(row.path) + "' is of class " + readable(row.label) + " here and of class " + before);
  });
}

}  // namespace

Dataset read_list(const fs::path& folder, const fs::path& list_file) {
  const ListText list(list_file);
  const ListFacts facts = look_through(list, list_file);
  check_worth_its_memory(facts, list, list_file);
  SpelledPaths paths(folder);
  Dataset dataset;
  dataset.samples.reserve(facts.rows);
  list.visit([&](const ListRow& row) {
    dataset.samples.push_back({paths.find(parse_path(row, list_file)), -1});
  });
  if (list.csv() && facts.name && !facts.other_number)
    take_names(dataset, list, list_file);
  else
    take_numbers(dataset, list, list_file);
  check_twice_listed(dataset, list, list_file);
  if (const auto unread = list.unread(); !unread.empty()) {
    dataset.notes.push_back(list_file.string() + ": " + (unread.size() == 1 ? "column " : "columns ") +
                            quote_few(unread) + (unread.size() == 1 ? " is" : " are") +
                            " not read: every row is taken, whatever stands there");
  }
  return dataset;
}

}  // namespace pyra
