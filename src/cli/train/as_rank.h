// What one of several processes does with an error: the others hear of it, and its message says whose it is.
#pragma once

#include <functional>

#include "train/ranks/ranks.h"

namespace pyra {

/// Calls `work`; what it throws goes to the other ranks, then on, with the rank's number before the message.
void as_rank(Ranks& ranks, const std::function<void()>& work);

}  // namespace pyra
