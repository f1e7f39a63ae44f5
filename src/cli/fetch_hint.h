// How to bring back what was fetched once.
#pragma once

#include <string>

#include "pyra/error.h"

namespace pyra {

/// A line for the error of a backbone that is not where it was, where its path tells that it came from the
/// hub; empty for any other error.
std::string fetch_hint(const Error& error);

}  // namespace pyra
