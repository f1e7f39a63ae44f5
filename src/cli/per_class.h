// How well each class was recognised, for --json.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "pyra/evaluate.h"

namespace pyra {

/// {names, right, count}: three lists of one entry a class, in the order of the labels. `names` may be empty:
/// numbers then. classes: K of the model.
nlohmann::ordered_json per_class_json(const Evaluation& result, const std::vector<std::string>& names,
                                      std::int64_t classes);

}  // namespace pyra
