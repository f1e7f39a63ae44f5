// What a compare file's entries must agree on before there are cells.
#pragma once

#include <string>

#include "compare/compare_file.h"

namespace pyra {

/// "FILE: [[method]] 'NAME'", the beginning of a message about it.
std::string entry_of(const CompareFile& file, const CompareMethod& method);

/// The trained method that `asking`.from names. Throws InputError listing those that are trained.
std::size_t find_method(const CompareFile& file, const CompareMethod& asking);

/// Throws InputError for unknown adapters, reducers, data sets and sources, what cannot be combined, and what is there
/// twice.
void check_methods(const CompareFile& file);

}  // namespace pyra
