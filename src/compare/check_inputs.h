// What a plan needs from the disk, looked at before the first cell runs.
#pragma once

#include "compare/cell_states.h"
#include "compare/plan.h"

namespace pyra {

/// Opens every backbone, data set, list and ToCom that the given cells need, and validates every schedule on
/// its backbone. Sets the cells' cost and pictures. Throws InputError naming the file's entry and what is
/// wrong with it; and, for a finished cell, what differs where its pictures or its backbone are others than
/// the plan names now, or are gone.
void check_inputs(ComparePlan& plan, const std::vector<std::size_t>& cells,
                  const std::vector<CellState>& states);

}  // namespace pyra
