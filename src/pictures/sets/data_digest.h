// Whether a resumed run still trains on the same pictures.
#pragma once

#include <string>

#include "pyra/dataset.h"

namespace pyra {

/// Count and FNV-1a hash of every file name and label, in order.
std::string digest(const Dataset& dataset);

}  // namespace pyra
