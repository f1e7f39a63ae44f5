// last.ckpt: what a run needs to go on bit for bit. A safetensors file, so nothing in it is ever executed.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "train/adam_w.h"

namespace pyra {

/// Everything of a run besides what its command says.
struct RunState {
  AdamW& optimizer;  // its parameters' values are part of the state
  at::Generator& random;
  std::string identity;  // names the run; must be the same on restoring
};

/// Writes weights, moments, random state and `position` (the caller's JSON), atomically.
void save_state(const std::filesystem::path& file, const RunState& state, const std::string& position);
struct RestoredState {
  std::string position;
  std::optional<std::int64_t>
      grown_from;  // epochs that the checkpoint's run was for, where this one's are more
};
/// Into `state`. Throws InputError for a file that is no state, lacks a tensor, or has another identity (what
/// differs is printed), unless its epochs alone are fewer.
RestoredState restore_state(const std::filesystem::path& file, const RunState& state);

}  // namespace pyra
