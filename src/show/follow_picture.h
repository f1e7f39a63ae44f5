// One picture through the engine, and a drawing of which of its patches merged.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pyra/image.h"
#include "pyra/preprocessing.h"
#include "pyra/runner.h"
#include "show/report.h"
#include "tasks/task.h"

namespace pyra {

/// What the model saw of a picture and what it made of it.
struct FollowedPicture {
  std::vector<float> answer;  // [K] as Task::answer gives it
  std::vector<std::int64_t>
      group;    // [patches]: the output row that each patch is part of; empty unless followed
  Image input;  // the network's input as a picture; likewise
};

/// Reads and transforms the file as in evaluation. `follow`: every patch is followed to the end, for
/// draw_followed().
FollowedPicture run_picture(const Task& task, const Runner& engine, const Preprocessing& preprocessing,
                            const std::filesystem::path& file, bool follow);

/// The groups drawn over the input, enlarged to at least 224 pixels where the input is small.
TokenPicture draw_followed(const VitConfig& config, const FollowedPicture& picture,
                           const std::string& caption);

}  // namespace pyra
