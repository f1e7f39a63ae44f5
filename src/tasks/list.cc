#include "tasks/list.h"

#include <algorithm>

#include "base/text/words.h"

namespace pyra {

// Each is defined in the folder of its name. A list whose columns serve several is of the first.
Task classification_task();
Task labels_task();
Task regression_task();
Task matching_task();

const std::vector<Task>& tasks() {
  static const std::vector<Task> all{classification_task(), labels_task(), regression_task(),
                                     matching_task()};
  return all;
}

const Task& find_task(const std::string& name) { return find_by_name(tasks(), "task", name); }

const Task& find_task_of_problem(const std::string& problem) {
  std::vector<std::string> known;
  for (const Task& task : tasks()) {
    if (task.problem.empty()) continue;
    if (task.problem == problem) return task;
    known.push_back(task.problem);
  }
  refuse_unknown("problem_type", problem, known);
}

const Task& text_task() {
  return *std::find_if(tasks().begin(), tasks().end(),
                       [](const Task& task) { return !task.targets_of.empty(); });
}

const Task& standard_task() { return tasks().front(); }
bool is_standard_task(const std::string& name) { return name == standard_task().name; }

bool is_any_target(const std::string& column) {
  return std::any_of(tasks().begin(), tasks().end(),
                     [&](const Task& task) { return task.is_target(column); });
}

}  // namespace pyra
