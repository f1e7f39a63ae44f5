// What a compare file says of a backbone beside its path.
#pragma once

#include "compare/compare_file.h"
#include "compare/toml_entry.h"

namespace pyra {

/// The keys copy, activation and image_size, which belong to the `path` of the same entry. Empty where there
/// is no path. Throws InputError for a value that no command takes, and for a key without a backbone.
std::optional<CompareBackbone> read_backbone_words(TomlEntry& entry, std::optional<NamedPath> path);

}  // namespace pyra
