// What the classes of a model are called where the model itself does not say, and how data is counted by
// them.
#pragma once

#include <optional>
#include <string>

#include "pictures/sets/match_classes.h"
#include "pyra/inference_model.h"
#include "tasks/task.h"

namespace pyra {

/// The model's own names; those of ImageNet-1k where it has 1,000 classes and no names; else none.
ClassScheme model_scheme(const InferenceModel& model, std::int64_t classes);

/// Throws InputError, naming the option, where a threshold is given for a task that has no use for one.
void refuse_threshold(const Task& task, const std::optional<double>& given, const std::string& option);

/// The line to be printed where names are assumed; empty elsewhere.
std::string describe_assumed(const ClassScheme& scheme);

/// Names the model's classes by `file`, a name a line. Throws InputError where it names them itself.
void name_classes(InferenceModel& model, const std::string& file, std::int64_t classes);

/// --list, or the part of --data, which may itself be a list. An empty part is test, or, said in the notes,
/// val where there is no test.
Dataset read_labelled(const std::string& data, const std::string& list, const std::string& part);

/// What eval calls the source of its pictures in messages.
std::string origin_of(const std::string& data, const std::string& list);

/// One line for every note of a data set, what was left out among them.
std::vector<std::string> notes_of(const Dataset& dataset);

}  // namespace pyra
