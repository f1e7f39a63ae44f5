// A trained model for the engine, without a detour over files.
#pragma once

#include "pyra/engine.h"
#include "train/adapt_setup.h"

namespace pyra {

/// What `pyra export` would make of the run's adapter. setup.model must be folded; the tensors share its
/// memory.
InferenceModel deployed_model(const AdaptSetup& setup);

/// It, packed in float32: for engines at several rates.
PackedModel pack_deployed(const AdaptSetup& setup);

/// Ready to run on as many threads as torch uses; of a setup, at its own rates.
Engine make_engine(PackedModel model, const std::vector<std::int64_t>& rates);
Engine make_engine(const AdaptSetup& setup);

}  // namespace pyra
