// Fields of a recipe that were set though its other fields leave them without effect.
#pragma once

#include <string>
#include <vector>

#include "recipes/recipe.h"

namespace pyra {

/// A sentence for each; empty where every field that differs from its default counts.
std::vector<std::string> notes_on_unused_fields(const Recipe& recipe);

}  // namespace pyra
