#include "cli/class_labels.h"

#include <filesystem>

#include "pictures/sets/imagenet_classes.h"
#include "pictures/sets/label_file.h"
#include "pictures/sets/left_out.h"
#include "pictures/sets/no_classes.h"
#include "pyra/error.h"
#include "tasks/list.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

/// Names as Hugging Face spells them ("tench, Tinca tinca") are ImageNet's too.
bool are_imagenets(const std::vector<std::string>& names, const ImagenetClasses& imagenet) {
  constexpr std::size_t kEnough = 900;  // spellings differ here and there
  std::size_t same = 0;
  for (std::size_t k = 0; k < names.size() && k < imagenet.names.size(); ++k) {
    same += names[k] == imagenet.names[k] || names[k].starts_with(imagenet.names[k] + ",") ||
                    names[k] == imagenet.synsets[k]
                ? 1
                : 0;
  }
  return names.size() == imagenet.names.size() && same >= kEnough;
}

/// Names that repeat their numbers; transformers writes LABEL_0 where nobody named a class.
bool say_nothing(const std::vector<std::string>& names, const std::string& prefix) {
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (names[k] != prefix + std::to_string(k)) return false;
  }
  return true;
}

}  // namespace

ClassScheme model_scheme(const InferenceModel& model, std::int64_t classes) {
  ClassScheme scheme{"the model", model.class_names, classes, false, false, {}};
  if (!is_standard_task(model.task)) return scheme;
  if (say_nothing(scheme.names, "LABEL_")) scheme.names.clear();
  const ImagenetClasses imagenet = imagenet_classes();
  if (classes != static_cast<std::int64_t>(imagenet.names.size())) return scheme;
  if (scheme.names.empty()) {
    scheme.names = imagenet.names;
    scheme.assumed = true;
    scheme.aliases = imagenet.synsets;
  } else if (are_imagenets(scheme.names, imagenet)) {
    scheme.aliases = imagenet.synsets;
  }
  return scheme;
}

void refuse_threshold(const Task& task, const std::optional<double>& given, const std::string& option) {
  if (!given || task.answering == Answering::several) return;
  throw InputError(option + " is of models that give several labels; this one's task is " + task.name + " (" +
                   task.doc + ")");
}

std::string describe_assumed(const ClassScheme& scheme) {
  return scheme.assumed ? "the head has 1,000 classes and no names: those of ImageNet-1k are assumed "
                          "(--labels FILE names others)"
                        : "";
}

void name_classes(InferenceModel& model, const std::string& file, std::int64_t classes) {
  if (!say_nothing(model.class_names, "LABEL_") && !say_nothing(model.class_names, "")) {
    throw InputError("--labels " + file + ": the model names its " + std::to_string(classes) +
                     " classes itself ('" + model.class_names.front() + "', ...); leave --labels out");
  }
  model.class_names = read_label_file(file, classes);
}

Dataset read_labelled(const std::string& data, const std::string& list, const std::string& part) {
  if (!list.empty()) return read_list(data, list);
  if (fs::is_regular_file(data)) return read_list(fs::path(data).parent_path(), data);
  const DataParts parts = find_parts(data);
  const bool falls_back = part.empty() && parts.val && !parts.test;
  Dataset dataset = read_split(data, falls_back ? "val" : part.empty() ? "test" : part);
  if (falls_back)
    dataset.notes.push_back("there is no test/: evaluated on " + parts.val->filename().string() + "/");
  if (auto note = note_on_unread(parts)) dataset.notes.push_back(std::move(*note));
  return dataset;
}

std::string origin_of(const std::string& data, const std::string& list) { return list.empty() ? data : list; }

std::vector<std::string> notes_of(const Dataset& dataset) {
  std::vector<std::string> notes = dataset.notes;
  if (auto note = note_on_left_out(dataset.left_out)) notes.push_back(std::move(*note));
  return notes;
}

}  // namespace pyra
