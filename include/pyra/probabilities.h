// What a model's numbers say of its classes or labels.
#pragma once

#include <span>

#include "pyra/inference_model.h"

namespace pyra {

/// probabilities [batch, K] from logits [batch, K] of `model`: of classes they sum to 1 in each row; each
/// label has its own. Throws InputError for a model without a task head, whose numbers are features, for one
/// that gives values (task regression) and for sizes that are not those of whole rows.
void to_probabilities(const InferenceModel& model, std::span<const float> logits,
                      std::span<float> probabilities);

}  // namespace pyra
