// What a model's numbers say of its classes.
#pragma once

#include <span>

#include "pyra/inference_model.h"

namespace pyra {

/// probabilities [batch, K] from logits [batch, K] of `model`, which classifies: they sum to 1 in each row.
/// Throws InputError for a model without a task head, whose numbers are features, and for sizes that are not
/// those of whole rows.
void to_probabilities(const InferenceModel& model, std::span<const float> logits,
                      std::span<float> probabilities);

}  // namespace pyra
