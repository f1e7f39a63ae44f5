// Deployed files of pyra 0.1 and 0.2 do not name their method.
#pragma once

#include "pyra/inference_model.h"

namespace pyra {

/// The method whose own tensors stand in `model`, and their width, into it; "none" where there are none: what
/// was folded left no trace, and needs none to run.
void infer_method(InferenceModel& model);

}  // namespace pyra
