// CUDA graphs of training steps, through libpyra_step_graph.so.
#pragma once

#include "train/step_graph.h"

namespace pyra {

/// Opens the library, once; torch's CUDA part is open already (train/placement.h). Throws InputError where it
/// is missing or of another version.
MakeStepGraph cuda_step_graphs();

}  // namespace pyra
