// The lists that `pyra bench` takes: schedules, batches, precisions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pyra/engine.h"

namespace pyra {

/// Names are separated by commas ("none,low,r=8"); a list of rates ("16x11,10") is one schedule and stands
/// alone, in an option of its own or between semicolons ("none,low;16x11,10"). Doubles are dropped. Throws
/// InputError where a name and a list of rates share commas, and where a schedule is empty.
std::vector<std::string> split_schedules(const std::vector<std::string>& options);

/// "1,8,32": whole numbers of at least 1 (InputError).
std::vector<std::int64_t> parse_batches(const std::string& list);

/// "f32,bf16,int8"; InputError for another one.
std::vector<Precision> parse_precisions(const std::string& list);

}  // namespace pyra
