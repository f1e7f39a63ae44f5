// Labels of a list beside the folders of its pictures.
#pragma once

#include <optional>
#include <string>

#include "pictures/sets/match_classes.h"

namespace pyra {

/// A line for the user where every picture lies in a folder that is named like a class of `scheme`, whose
/// numbering the labels follow, and some lie in another class's than their label: how many, and the first.
/// Relabelled data looks like that, and so does a list whose rows have slipped.
std::optional<std::string> note_on_contradicting_folders(const Dataset& dataset, const ClassScheme& scheme,
                                                         const std::string& origin);

}  // namespace pyra
