// What a compare file's entries must agree on before there are cells.
#pragma once

#include <string>

#include "compare/compare_file.h"

namespace pyra {

/// "FILE: [[method]] 'NAME'", the beginning of a message about it.
std::string entry_of(const CompareFile& file, const CompareMethod& method);

/// The trained method called `name`, which `asking` names under `key`. Throws InputError listing those that
/// are trained.
std::size_t find_trained(const CompareFile& file, const CompareMethod& asking, const std::string& key,
                         const std::string& name);

/// Throws InputError for unknown adapters, reducers, data sets, sources and teachers, what cannot be
/// combined, and what is there twice.
void check_methods(const CompareFile& file);

}  // namespace pyra
