#include "tasks/labels/list_of_labels.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/text/words.h"
#include "pictures/sets/class_folders.h"
#include "pictures/sets/name_key.h"
#include "pyra/error.h"

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
  std::size_t row_number = 0;
  list.visit([&](const ListRow& row) {
    float* target = targets.data() + row_number * labels.size();
    each_label(row.targets[0],
               [&](std::string_view label) { target[labels.at(name_key(label)).second] = 1; });
    dataset.samples[row_number].label = static_cast<std::int64_t>(row_number);
    ++row_number;
  });
  dataset.targets = std::make_shared<const std::vector<float>>(std::move(targets));
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
  dataset.targets = std::make_shared<const std::vector<float>>(std::move(targets));
  dataset.class_names = scheme.names;
}

namespace {

/// "labels: sea (12 pictures), sand (3) ..."
std::string counted(const std::vector<std::string>& names, const std::vector<std::size_t>& bearing) {
  constexpr std::size_t kShown = 20;
  std::string text = "labels: ";
  for (std::size_t k = 0; k < std::min(names.size(), kShown); ++k)
    text += (k == 0 ? "" : ", ") + readable(names[k]) + " (" + std::to_string(bearing[k]) + ")";
  return text + (names.size() > kShown ? " and " + std::to_string(names.size() - kShown) + " more" : "") +
         ", with the pictures that bear each";
}

/// Names that were hardly meant: those that hold what other lists separate labels with, or differ in case
/// alone.
std::vector<std::string> notes_on_names(const std::vector<std::string>& names) {
  std::vector<std::string> joined_up, twins, notes;
  std::map<std::string, std::string> seen;
  for (const std::string& name : names) {
    if (name.find_first_of(",|/[]{}\n") != std::string::npos) joined_up.push_back(name);
    const auto [place, fresh] = seen.try_emplace(lower_case(name), name);
    if (!fresh) twins.push_back(name + " and " + place->second);
  }
  if (!joined_up.empty())
    notes.push_back("labels are separated by ; alone, so each of these is one: " + quote_few(joined_up));
  if (!twins.empty()) notes.push_back("labels that differ in case alone are two: " + quote_few(twins));
  return notes;
}

}  // namespace

std::vector<std::string> notes_on_labels(const Dataset& training) {
  std::vector<std::size_t> bearing(training.class_names.size(), 0);
  std::size_t bare = 0;
  for (const Sample& sample : training.samples) {
    const std::span<const float> target = training.target(sample).values;
    std::size_t borne = 0;
    for (std::size_t k = 0; k < target.size(); ++k) {
      bearing[k] += target[k] > 0 ? 1 : 0;
      borne += target[k] > 0 ? 1 : 0;
    }
    bare += borne == 0 ? 1 : 0;
  }
  std::vector<std::string> none, all, notes{counted(training.class_names, bearing)};
  for (std::string& note : notes_on_names(training.class_names)) notes.push_back(std::move(note));
  for (std::size_t k = 0; k < bearing.size(); ++k) {
    if (bearing[k] == 0) none.push_back(training.class_names[k]);
    if (bearing[k] == training.samples.size()) all.push_back(training.class_names[k]);
  }
  const std::string of = " of the " + std::to_string(training.samples.size()) + " training pictures";
  if (bare > 0) notes.push_back(std::to_string(bare) + of + " bear no label");
  if (!none.empty()) notes.push_back("no training picture bears " + quote_few(none));
  if (!all.empty())
    notes.push_back("every training picture bears " + quote_few(all) + ": nothing to learn there");
  return notes;
}

void check_labels(const std::string& path, const Target& target, std::int64_t outputs) {
  if (static_cast<std::int64_t>(target.values.size()) == outputs) return;
  throw InputError(path + " has a target of " + std::to_string(target.values.size()) + " labels, the model " +
                   std::to_string(outputs));
}

}  // namespace pyra
