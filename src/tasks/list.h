// The tasks that there are. A new one is a folder beside this file and a line in list.cc, and its loss,
// train/losses/NAME.cc.
#pragma once

#include <string>
#include <vector>

#include "tasks/task.h"

namespace pyra {

const std::vector<Task>& tasks();
/// Throws InputError listing the known names.
const Task& find_task(const std::string& name);

/// That of a checkpoint whose config.json states this problem_type. Throws InputError listing the known ones.
const Task& find_task_of_problem(const std::string& problem);

/// Of heads made of texts that are judged each by itself (SigLIP's).
const Task& text_task();

/// Of class folders, plain lists and checkpoints that say nothing else.
const Task& standard_task();
bool is_standard_task(const std::string& name);

/// Whether a column of a CSV list holds targets of any task.
bool is_any_target(const std::string& column);

}  // namespace pyra
