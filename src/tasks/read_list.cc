#include <algorithm>
#include <functional>
#include <numeric>

#include "base/text/words.h"
#include "pictures/sets/list_rows.h"
#include "pictures/sets/name_key.h"
#include "pictures/sets/spelled_path.h"
#include "pyra/dataset.h"
#include "pyra/error.h"
#include "tasks/list.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

fs::path parse_path(const ListRow& row, const fs::path& file) {
  const fs::path path = fs::path(row.path).lexically_normal();
  if (row.path.empty()) refuse_line(file, row.line, "no path before the label, expected `path label`");
  if (path.is_absolute() || *path.begin() == "..") {
    refuse_line(file, row.line,
                "path '" + readable(row.path) + "' leaves the data folder, expected one relative to it");
  }
  return path;
}

std::size_t count_rows(const ListText& list, const fs::path& file) {
  std::size_t rows = 0;
  list.visit([&](const ListRow&) { ++rows; });
  if (rows == 0) throw InputError(file.string() + ": lists no pictures");
  return rows;
}

/// A list may take four times its size and 64 MB, which paths of pictures never do.
void check_worth_its_memory(std::size_t rows, const ListText& list, const fs::path& file) {
  const std::size_t needed = rows * (sizeof(Sample) + sizeof(std::uint32_t));
  if (needed <= 3 * list.bytes() + (std::size_t{64} << 20)) return;
  throw InputError(file.string() + ": " + std::to_string(rows) + " lines of " +
                   std::to_string(list.bytes() / rows) +
                   " bytes each; paths of so many pictures are longer, so this is no list of pictures");
}

/// The row of the i-th sample, for messages.
void with_row(const ListText& list, std::size_t i, const std::function<void(const ListRow&)>& act) {
  list.visit([&, at = std::size_t{0}](const ListRow& row) mutable {
    if (at++ == i) act(row);
  });
}

std::string target_text(const ListRow& row) {
  std::vector<std::string> fields;
  for (const std::string_view field : row.targets) fields.push_back(readable(field));
  return joined(fields);
}

bool same_target(const Dataset& dataset, const Sample& a, const Sample& b) {
  if (!dataset.targets) return a.label == b.label;
  const auto of_a = dataset.target(a).values, of_b = dataset.target(b).values;
  return std::equal(of_a.begin(), of_a.end(), of_b.begin(), of_b.end());
}

/// The same picture may come twice, but not with two targets.
void check_twice_listed(Dataset& dataset, const ListText& list, const fs::path& file) {
  const auto& samples = dataset.samples;
  std::vector<std::uint32_t> order(samples.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int sign = samples[a].path.compare(samples[b].path);
    return sign != 0 ? sign < 0 : a < b;
  });
  std::size_t first = 0, again = samples.size();  // the first line that says otherwise than one before it
  std::size_t repeated = 0;
  for (std::size_t i = 1, begin = 0; i < order.size(); ++i) {
    const Sample &sample = samples[order[i]], &before = samples[order[begin]];
    if (sample.path != before.path) {
      begin = i;
      continue;
    }
    ++repeated;
    if (!same_target(dataset, sample, before) && order[i] < again) first = order[begin], again = order[i];
  }
  if (again == samples.size()) {
    if (repeated > 0) {
      dataset.notes.push_back(file.string() + ": " + std::to_string(repeated) + " of " +
                              std::to_string(samples.size()) +
                              " rows name a picture that an earlier row names; each row counts");
    }
    return;
  }
  std::string before;
  with_row(list, first, [&](const ListRow& row) {
    before = "'" + target_text(row) + "' in line " + std::to_string(row.line);
  });
  with_row(list, again, [&](const ListRow& row) {
    refuse_line(file, row.line,
                "'" + readable(row.path) + "' is given as '" + target_text(row) + "' here and as " + before);
  });
}

const Task& task_of(const ListText& list) {
  if (!list.csv()) return standard_task();
  const std::vector<std::string> columns = list.targets();
  return *std::find_if(tasks().begin(), tasks().end(), [&](const Task& task) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const std::string& column) { return task.is_target(lower_case(column)); });
  });
}

/// A first line that names columns, none of which any task reads; or a .csv whose first line names none.
void refuse_strangers(const ListText& list, const fs::path& file) {
  if (list.csv()) return;
  std::string wanted;
  for (const Task& task : tasks()) wanted += (wanted.empty() ? "" : "; or ") + task.columns;
  const std::vector<std::string> strangers = list.strangers();
  if (!strangers.empty()) {
    throw InputError(file.string() + ":1: of the columns " + quote_few(strangers) +
                     " none says what is to be learned; beside `path` there has to be " + wanted);
  }
  if (file.extension() != ".csv" || list.bytes() == 0) return;
  bool empty = true;
  list.lines([&](std::int64_t, std::string_view line) { empty = empty && trimmed(line).empty(); });
  if (empty) return;
  throw InputError(file.string() + ":1: the first line of a CSV file has to name its columns: `path` and " +
                   wanted);
}

std::string note_on_unread(const std::vector<std::string>& unread, const fs::path& file) {
  const bool one = unread.size() == 1;
  return file.string() + ": " + (one ? "column " : "columns ") + quote_few(unread) + (one ? " is" : " are") +
         " not read: every row is taken, whatever stands there";
}

}  // namespace

Dataset read_list(const fs::path& folder, const fs::path& list_file) {
  ListText list(list_file, is_any_target);
  refuse_strangers(list, list_file);
  const Task& task = task_of(list);
  list.narrow(task.is_target);
  const std::size_t rows = count_rows(list, list_file);
  check_worth_its_memory(rows, list, list_file);
  SpelledPaths paths(folder);
  Dataset dataset;
  dataset.task = task.name;
  dataset.samples.reserve(rows);
  list.visit(
      [&](const ListRow& row) { dataset.samples.push_back({paths.find(parse_path(row, list_file))}); });
  task.take_targets(dataset, list, list_file);
  check_twice_listed(dataset, list, list_file);
  if (const auto unread = list.unread(); !unread.empty())
    dataset.notes.push_back(note_on_unread(unread, list_file));
  return dataset;
}

}  // namespace pyra
