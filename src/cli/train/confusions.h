// What a report says about classes taken for each other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "show/report.h"

namespace pyra {

/// The confusion matrix, of the classes with the lowest accuracy where there are many, and the most frequent
/// confusions. `truth` and `predicted`: a class of `names` for each picture.
void add_confusions(Report& report, const std::vector<std::int64_t>& truth,
                    const std::vector<std::int64_t>& predicted, const std::vector<std::string>& names);

}  // namespace pyra
