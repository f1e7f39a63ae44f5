// This program's token_ops() stands in for libpyra's, which chooses by device: tensors here lie on the CPU,
// whichever operations they go through.
#pragma once

#include "ops/gpu_token_ops.h"

namespace pyra::testing {

/// The GPU's, on the emulator.
const TokenOps& emulated_ops();

/// What token_ops() answers from now on, and how often it was asked since.
void choose_ops(const TokenOps& ops);
int times_asked();

}  // namespace pyra::testing
