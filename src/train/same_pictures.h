// A run goes on with the pictures that it began with.
#pragma once

#include <filesystem>

#include "pyra/dataset.h"

namespace pyra {

/// A fresh run writes `file`; one that goes on compares with it and throws InputError, naming what was
/// removed, added or changed.
void keep_same_pictures(const std::filesystem::path& file, const Dataset& dataset,
                        const std::filesystem::path& root, bool resume, int workers);

}  // namespace pyra
