// Whom a compensator is learned by: a backbone that merges at uniform rates.
#pragma once

#include <cstdint>
#include <vector>

#include "adapt/tocom.h"
#include "model/vit.h"
#include "pyra/backbone.h"

namespace pyra {

/// The teacher and, with the compensator's weights, which alone train, the student.
Vit make_student(const Backbone& backbone, const TocomSetting& setting, std::uint64_t seed);

/// The schedules of rates 0 to `max_rate`. Throws InputError where the backbone's tokens allow fewer.
std::vector<std::vector<std::int64_t>> uniform_rates(const VitConfig& config, std::int64_t max_rate);

}  // namespace pyra
