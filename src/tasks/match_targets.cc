#include "tasks/match_targets.h"

#include "pyra/error.h"

namespace pyra {

void match_targets(Dataset& dataset, const std::string& task, const ClassScheme& scheme,
                   const std::string& origin) {
  const Task& wanted = find_task(task);
  const std::string& taken = wanted.targets_of.empty() ? task : wanted.targets_of;
  if (dataset.task != taken) {
    throw InputError(origin + " is of task " + dataset.task + " (" + find_task(dataset.task).doc + "), " +
                         scheme.owner + " of " + task + " (" + wanted.doc +
                         "); give a list whose first line names `path` and " + wanted.columns +
                         ", and no column of another task",
                     code::kDataOtherTask);
  }
  wanted.match(dataset, scheme, origin);
  dataset.task = task;
}

}  // namespace pyra
