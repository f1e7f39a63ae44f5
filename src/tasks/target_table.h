// What tasks share whose targets are rows of Dataset::targets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pyra/dataset.h"

namespace pyra {

/// The i-th sample's target is the i-th of these rows.
void set_table(Dataset& dataset, std::vector<float> targets);

/// Task::check: a number for each of the model's outputs.
void check_row(const std::string& path, const Target& target, std::int64_t outputs);

}  // namespace pyra
