// Many pictures through a model, the answers in the order of the pictures and as early as they are known.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "pyra/preprocessing.h"
#include "pyra/runner.h"
#include "tasks/task.h"

namespace pyra {

/// Reads and transforms the files as in evaluation, on `workers` threads, and calls, picture by picture,
/// either `take` with its answer [K] (Task::answer) or `unreadable` with the reason. Either may throw, which
/// ends it.
void predict_batches(
    const Task& task, const Runner& engine, const Preprocessing& preprocessing,
    const std::vector<std::filesystem::path>& files, int workers,
    const std::function<void(const std::filesystem::path&, const std::vector<float>& answer)>& take,
    const std::function<void(const std::string& message)>& unreadable);

}  // namespace pyra
