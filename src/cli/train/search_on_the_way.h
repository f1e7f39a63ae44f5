// pyra adapt --schedule latency-ms=X: the search before the training.
#pragma once

#include <string>

#include "cli/command.h"
#include "train/adapt_setup.h"

namespace pyra {

/// The request's schedule; where that is latency-ms=X, the rates per block that a search on its training
/// pictures finds, timed in the engine that will run them. A backbone without a task head has no answers to
/// go by: its schedule stays as it is and is fitted from the paper's shapes. A resumed run keeps the rates it
/// has.
std::string search_on_the_way(const AdaptRequest& request, const Console& console);

}  // namespace pyra
