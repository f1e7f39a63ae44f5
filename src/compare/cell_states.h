// Which cells are finished, and which have to run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/cell_record.h"
#include "compare/plan.h"

namespace pyra {

struct CellState {
  std::optional<CellRecord> record;    // of a finished cell
  std::optional<std::string> failure;  // what went wrong the last time
};

/// One a cell, in the plan's order. Throws InputError for a finished cell whose settings are no longer those
/// of the plan, naming the first that differs.
std::vector<CellState> read_states(const ComparePlan& plan);

/// Positions of the shown cells that `only` (a regular expression; empty: all) finds in their names and that
/// are not finished, each after the source it needs. A finished source whose adapter was deleted is trained
/// again. Throws InputError for an expression that is none or finds no cell.
std::vector<std::size_t> cells_to_run(const ComparePlan& plan, const std::vector<CellState>& states,
                                      const std::string& only);

}  // namespace pyra
