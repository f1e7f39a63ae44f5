// What every loader of pictures for a model is told.
#pragma once

#include <string>

#include "pyra/loader.h"
#include "pyra/preprocessing.h"

namespace pyra {

/// For a transform of this preprocessing: its size, and whether pictures are turned upright.
LoaderOptions loader_options(const Preprocessing& preprocessing, int workers,
                             std::int64_t batch = LoaderOptions{}.batch);

/// Of the word that recipes and options have: skip, or fail.
OnCorrupt on_corrupt(const std::string& word);

}  // namespace pyra
