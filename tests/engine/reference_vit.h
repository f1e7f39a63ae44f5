// A Vision Transformer with token merging in plain words and double precision: the oracle of the engine's
// tests. Slow; nothing in it is shared with the engine but the matching, whose own tests have their own
// oracle.
#pragma once

#include <vector>

#include "pyra/inference_model.h"

namespace pyra {

/// logits [B, K] of images [B, 3, H, W] at model.rates.
std::vector<double> reference_logits(const InferenceModel& model, const std::vector<float>& images,
                                     std::int64_t batch);

}  // namespace pyra
