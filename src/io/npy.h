// One array of numpy: a header that is a Python dictionary in text, then the elements.
#pragma once

#include <string>

#include "io/zip_archive.h"
#include "pyra/host_tensor.h"

namespace pyra {

/// `what` names the array in messages. Format versions 1 to 3, little-endian numbers and bool, C or Fortran
/// order (the latter is copied into C order, taken from the budget). Throws InputError for anything else, for
/// Python objects above all.
HostTensor parse_npy(const ZipData& data, const std::string& what, ReadBudget& budget);

}  // namespace pyra
