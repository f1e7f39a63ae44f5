// report.html of a comparison.
#pragma once

#include <string>

#include "compare/cell_states.h"
#include "compare/summary.h"

namespace pyra {

/// One self-contained HTML page: the best method at each schedule, a table and a plot with the Pareto front
/// for each data set and schedule, gap recovery, per-class differences, what failed, and the exact commands.
std::string compare_page(const ComparePlan& plan, const Summary& summary,
                         const std::vector<CellState>& states);

}  // namespace pyra
