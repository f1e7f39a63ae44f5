// Which paths of a compare file are checkpoints, and so may be names that are fetched first.
#pragma once

#include <vector>

#include "compare/compare_file.h"

namespace pyra {

/// Backbones and compensators, of the file, its data sets and its methods.
std::vector<NamedPath*> model_paths(CompareFile& file);

}  // namespace pyra
