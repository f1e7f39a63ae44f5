// Whether a training step can fit into memory at all.
#pragma once

#include "base/memory/free_memory.h"
#include "train/adapt_setup.h"

namespace pyra {

/// Bytes that the backward pass of one step finds from the forward one, counted low: query, key and value of
/// every block and what enters its activation function; with checkpointing each block's input.
double least_step_bytes(const VitConfig& config, const Schedule& schedule, const Recipe& recipe,
                        std::int64_t pictures);

/// Throws Failure where `pictures` a step need more than the `free` bytes, before the system kills the
/// process without a word.
void check_step_memory(const AdaptSetup& setup, const Recipe& recipe, std::int64_t pictures,
                       double free = free_memory());

}  // namespace pyra
