// The manifest of a deployed file: everything of an InferenceModel but its tensors.
#pragma once

#include <string>

#include "pyra/inference_model.h"

namespace pyra {

std::string inference_model_to_json(const InferenceModel& model);
/// A model without tensors, whose method is empty where the file is too old to name it (infer_method.h).
/// Throws InputError on malformed JSON, missing or unknown fields, or a newer format version.
InferenceModel inference_model_from_json(const std::string& json);

}  // namespace pyra
