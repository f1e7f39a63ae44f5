// What a plan needs from the disk, looked at before the first cell runs.
#pragma once

#include "compare/cell_states.h"
#include "compare/plan.h"

namespace pyra {

/// Opens every backbone, data set, list and ToCom that the given cells need, and validates every schedule on its backbone.
/// Sets the cells' cost. Throws InputError naming the file's entry and what is wrong with it.
void check_inputs(ComparePlan& plan, const std::vector<std::size_t>& cells);

/// That finished cells were made of the pictures and the backbone that the plan names now. Throws InputError saying what
/// differs, and where one of them is not there.
void check_finished(ComparePlan& plan, const std::vector<CellState>& states);

}  // namespace pyra
