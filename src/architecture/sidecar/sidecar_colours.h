// Means and deviations of colours from 0 to 1 in other people's files.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "architecture/sidecar/stated_fields.h"

namespace pyra {

/// Refused where a value is none of colours from 0 to 1.
std::optional<std::array<double, 3>> mean_field(const StatedFields& fields, const std::string& name);
std::optional<std::array<double, 3>> deviation_field(const StatedFields& fields, const std::string& name);

/// "0.485 0.456 0.406"
std::string spell_colours(const std::array<double, 3>& values);

}  // namespace pyra
