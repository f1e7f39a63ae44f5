// The methods of tuning that there are. A new one is a folder beside this file and a line in list.cc; where
// it puts a module of its own into training, adapt/NAME.cc too.
#pragma once

#include <vector>

#include "methods/method.h"

namespace pyra {

const std::vector<Method>& methods();
/// Throws InputError listing the known names.
const Method& find_method(const std::string& name);

/// What a recipe takes that names none.
const Method& standard_method();
/// The one that trains every weight.
const Method& whole_method();

/// The paper's width for an embedding dim: 12 from 1024 (ViT-L), 8 from 768 (ViT-B), 4 below.
std::int64_t default_width(std::int64_t dim);

}  // namespace pyra
