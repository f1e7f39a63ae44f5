// A trained model for the engine, without a detour over files.
#pragma once

#include "pyra/engine.h"
#include "train/adapt_setup.h"

namespace pyra {

/// What `pyra export` would make of the run's adapter. setup.model must be folded; the tensors share its memory.
InferenceModel deployed_model(const AdaptSetup& setup);

/// It, ready to run in float32 on as many threads as torch uses.
Engine make_engine(const AdaptSetup& setup);

}  // namespace pyra
