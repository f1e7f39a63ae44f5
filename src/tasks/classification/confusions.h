// Which classes were taken for which.
#pragma once

#include "tasks/task.h"

namespace pyra {

/// Task::figures: the matrix of the classes with the lowest accuracy, and the pairs confused most often.
AnswerFigures confusions(const Answers& answers, const std::vector<std::string>& names);

}  // namespace pyra
