// How much memory this process may still take.
#pragma once

#include <filesystem>

namespace pyra {

/// In bytes: what the machine has free, swap and droppable caches included, or all that the control groups of
/// this process allow where that is less. Infinity where nothing is known. `root` stands for / : tests make
/// their own.
double free_memory(const std::filesystem::path& root = "/");

}  // namespace pyra
