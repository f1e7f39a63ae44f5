// How well each class, label or value was told, for --json.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "pyra/evaluate.h"

namespace pyra {

/// {names, and what Task::by_output tells}: lists of one entry an output, in their order. classification:
/// right, count.
nlohmann::ordered_json per_class_json(const Evaluation& result, const Dataset& dataset,
                                      const std::vector<std::string>& names, double threshold = 0.5);

}  // namespace pyra
