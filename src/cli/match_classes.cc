#include "cli/match_classes.h"

#include <algorithm>
#include <map>

#include "pyra/error.h"

namespace pyra {
namespace {

std::string first_few(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < 5; ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text + (names.size() > 5 ? ", ..." : "") + " (" + std::to_string(names.size()) + ")";
}

bool only_numbers(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
  });
}

}  // namespace

void match_classes(Dataset& dataset, const std::vector<std::string>& model_classes, std::int64_t classes,
                   bool from_list) {
  if (from_list && (model_classes.empty() || only_numbers(dataset.class_names))) return;
  if (model_classes.empty()) {
    if (static_cast<std::int64_t>(dataset.class_names.size()) == classes) return;
    throw InputError("the data has " + std::to_string(dataset.class_names.size()) + " class folders, the model " +
                     std::to_string(classes) + " classes without names, so they cannot be matched; give the labels with --list");
  }
  std::map<std::string, std::int64_t> label_of;
  for (std::size_t k = 0; k < model_classes.size(); ++k) label_of[model_classes[k]] = static_cast<std::int64_t>(k);
  std::vector<std::int64_t> renumbered;
  for (const std::string& name : dataset.class_names) {
    const auto found = label_of.find(name);
    if (found == label_of.end()) {
      throw InputError("the data's class '" + name + "' is none of the model's.\n  data:  " +
                       first_few(dataset.class_names) + "\n  model: " + first_few(model_classes) +
                       "\nThis head belongs to another task; adapt the backbone to this data first");
    }
    renumbered.push_back(found->second);
  }
  for (Sample& sample : dataset.samples) sample.label = renumbered.at(static_cast<std::size_t>(sample.label));
  dataset.class_names = model_classes;
}

}  // namespace pyra
