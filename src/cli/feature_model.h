// A model whose answer is what its task head reads.
#pragma once

#include <string>
#include <vector>

#include "pyra/inference_model.h"

namespace pyra {

/// What --pool takes: "default" and how features can be pooled.
std::vector<std::string> feature_pools();

/// Takes the task head off `model`, and pools as `pool` says: "default" as the model does, and through its
/// projection where `projected`. Returns what the features are, for people: "the class token, 192 channels".
/// Throws InputError where the model cannot pool so.
std::string make_feature_model(InferenceModel& model, const std::string& pool, bool projected);

}  // namespace pyra
