// What is told of answers of several labels.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tasks/task.h"

namespace pyra {

/// Task::csv_columns and csv_row: the labels borne and given, ; between them, and every probability.
std::vector<std::string> label_columns(const std::vector<std::string>& names);
std::vector<std::string> label_row(const Answers& answers, std::size_t i,
                                   const std::vector<std::string>& names);
/// Task::by_output: how many pictures bear it, average precision, F1.
std::vector<OutputColumn> by_label(const Answers& answers);
/// Task::caption.
std::string caption_of_labels(const Target& target, std::span<const float> answered,
                              const std::vector<std::string>& names);

}  // namespace pyra
