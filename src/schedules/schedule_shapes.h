// The hand-made schedules of the PYRA paper as shapes that fit any depth and token count.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

enum class PaperRate { low, high };

/// The paper's own list where it has one for this depth and token count (ViT-B, ViT-L, DeiT-B).
std::optional<std::vector<std::int64_t>> paper_rates(PaperRate rate, const VitConfig& config);

/// The ratio of MACs, uncompressed over compressed, that the paper's list reaches on ViT-B.
double paper_speedup(PaperRate rate);

/// Rates of the shape between the paper's `low` (steepness 0) and `high` (steepness 1), scaled until the
/// ratio of MACs comes as close to `speedup` as whole tokens allow. `speedup` >= 1.
std::vector<std::int64_t> fit_rates(double steepness, double speedup, const VitConfig& config);

}  // namespace pyra
