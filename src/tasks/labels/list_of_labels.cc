#include "tasks/labels/list_of_labels.h"

#include <algorithm>
#include <functional>
#include <map>

#include "pictures/sets/class_folders.h"
#include "pictures/sets/name_key.h"
#include "pyra/error.h"
#include "tasks/target_table.h"

namespace pyra {
namespace {

constexpr std::size_t kMostLabels = 1 << 17;

void each_label(std::string_view field, const std::function<void(std::string_view)>& take) {
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(';'), field.size());
    if (const std::string_view label = trimmed(field.substr(0, end)); !label.empty()) take(label);
    field.remove_prefix(std::min(end + 1, field.size()));
  }
}

/// What a label can hardly be: the rest of quotes that were set around each label, and no text.
void check_label(std::string_view label, const std::filesystem::path& file, std::int64_t line) {
  if (label.find('"') != std::string_view::npos)
    refuse_line(file, line,
                "the label '" + readable(label) +
                    "' holds a quote; quotes stand around the whole field: "
                    "\"cat;dog\"");
  if (!is_utf8(label))
    refuse_line(file, line, "the label '" + readable(label) + "' is not UTF-8; save the list as UTF-8");
}

/// Names in byte order, each under its key; the first spelling counts.
std::map<std::string, std::pair<std::string, std::size_t>> labels_in(const ListText& list,
                                                                     const std::filesystem::path& file) {
  std::map<std::string, std::pair<std::string, std::size_t>> labels;
  list.visit([&](const ListRow& row) {
    each_label(row.targets[0], [&](std::string_view label) {
      check_label(label, file, row.line);
      const auto [place, fresh] = labels.try_emplace(name_key(label), label, 0);
      if (!fresh) return;
      check_class_name(place->second.first, file.string() + ":" + std::to_string(row.line));
      if (labels.size() > kMostLabels)
        refuse_line(file, row.line,
                    "more than " + std::to_string(kMostLabels) +
                        " labels so far; does `labels` name labels, "
                        "with ; between them?");
    });
  });
  return labels;
}

/// A table of pictures and labels may take 64 MB and 256 times the list that makes it, whose rows have 32
/// bytes or more each where its size is not known.
void check_worth_its_memory(std::size_t pictures, std::size_t labels, std::size_t bytes,
                            const std::string& origin) {
  const double needed = static_cast<double>(pictures) * static_cast<double>(labels) * sizeof(float);
  const double allowed = static_cast<double>(std::size_t{64} << 20) + 256.0 * static_cast<double>(bytes);
  if (needed <= allowed) return;
  throw InputError(origin + ": " + std::to_string(pictures) + " pictures and " + std::to_string(labels) +
                   " labels make a table of " + std::to_string(static_cast<std::int64_t>(needed / 1e6)) +
                   " MB; expected fewer labels, each of them on several pictures");
}

}  // namespace

void take_labels(Dataset& dataset, const ListText& list, const std::filesystem::path& file) {
  auto labels = labels_in(list, file);
  for (auto& [key, named] : labels) {
    named.second = dataset.class_names.size();
    dataset.class_names.push_back(named.first);
  }
  check_worth_its_memory(dataset.samples.size(), labels.size(), list.bytes(), file.string());
  std::vector<float> targets(dataset.samples.size() * labels.size(), 0);
  float* target = targets.data();
  list.visit([&](const ListRow& row) {
    each_label(row.targets[0],
               [&](std::string_view label) { target[labels.at(name_key(label)).second] = 1; });
    target += labels.size();
  });
  set_table(dataset, std::move(targets));
}

void match_labels(Dataset& dataset, const ClassScheme& scheme, const std::string& origin) {
  std::map<std::string, std::size_t> index;
  for (std::size_t k = 0; k < scheme.names.size(); ++k) index.emplace(name_key(scheme.names[k]), k);
  std::vector<std::size_t> to;
  for (const std::string& name : dataset.class_names) {
    const auto found = index.find(name_key(name));
    if (found == index.end()) {
      throw InputError(origin + " has the label '" + readable(name) + "', unknown to " + scheme.owner + " (" +
                       quote_few(scheme.names) +
                       "); take it out of the list, or train on pictures that bear it");
    }
    to.push_back(found->second);
  }
  const std::size_t from = dataset.class_names.size(), labels = scheme.names.size();
  const std::size_t rows = dataset.samples.size();
  check_worth_its_memory(rows, labels, 32 * rows, origin);
  std::vector<float> targets(rows * labels, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t k = 0; k < from; ++k) targets[row * labels + to[k]] = (*dataset.targets)[row * from + k];
  }
  set_table(dataset, std::move(targets));
  dataset.class_names = scheme.names;
}

}  // namespace pyra
