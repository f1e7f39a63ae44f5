// Pictures that two sets have in common, which what one of them measures depends on.
#pragma once

#include <cstddef>

#include "pyra/dataset.h"

namespace pyra {

/// How many samples of `asked` have the path of one of `known`.
std::size_t count_shared(const Dataset& asked, const Dataset& known);

}  // namespace pyra
