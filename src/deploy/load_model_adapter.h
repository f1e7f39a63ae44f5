// An adapter file and its backbone become one plain model.
#pragma once

#include "pyra/checkpoint.h"
#include "pyra/load_model.h"

namespace pyra {

/// `checkpoint` was read from `file`. Runs as it was trained; options.schedule and options.reducer are not
/// looked at. Throws InputError as load_model() does.
InferenceModel fold_adapter(Checkpoint checkpoint, const std::filesystem::path& file,
                            const LoadOptions& options);

}  // namespace pyra
