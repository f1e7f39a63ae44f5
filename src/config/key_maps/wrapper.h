// Training scripts save state dicts inside other things: {"model": ...}, "module." of data parallelism.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pyra/host_tensor.h"

namespace pyra {

/// What stands before `root` (a tensor that every checkpoint of a family has) when that is made of known
/// wrappers' names alone: "" or "model." or "state_dict.module." ... Empty optional when root is nowhere.
/// Where several wrappers hold the model, the plainer goes before averages and teachers.
std::optional<std::string> find_wrapper(const TensorMap& tensors, std::string_view root);

/// Keeps only the tensors below `prefix` and strips it; adds a line to `notes` if any other was left out.
TensorMap unwrap(TensorMap tensors, const std::string& prefix, std::vector<std::string>& notes);

}  // namespace pyra
