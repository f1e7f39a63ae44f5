// The cells of a comparison: one for each data set, method, schedule and seed, checked as far as names go.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compare/compare_file.h"
#include "recipes/recipe.h"

namespace pyra {

struct Cell {
  std::string name;                  // of its files: cifar100-lora_tome-low-seed0
  std::size_t data = 0, method = 0;  // in the compare file
  std::string schedule;
  Recipe recipe;                      // whole; of an evaluated cell: its source's
  std::optional<std::size_t> source;  // an evaluated cell runs the adapter of this one
  std::optional<std::size_t>
      teacher;           // a trained cell goes on from the adapter of this one, and learns its answers
  bool shown = true;     // false: trained only for others to be evaluated from
  double cost = 1;       // time to be expected, in units that only ratios of matter
  std::string pictures;  // digest of those that it is of; set by check_inputs()

  /// The cell whose adapter must be there first.
  std::optional<std::size_t> needs() const { return source ? source : teacher; }
  std::uint64_t seed() const { return recipe.seed; }
};

struct ComparePlan {
  CompareFile file;
  std::vector<Cell> cells;  // every cell after the one it needs; seed 0 of everything first

  const CompareData& data(const Cell& cell) const { return file.data[cell.data]; }
  const CompareMethod& method(const Cell& cell) const { return file.methods[cell.method]; }
  /// The method that decides adapter, reducer and backbone: an evaluated cell's are those of its source.
  const CompareMethod& trained_method(const Cell& cell) const;
  /// Null where none is named.
  const CompareBackbone* backbone(const Cell& cell) const;
  const NamedPath* tocom(const Cell& cell) const;
  const NamedPath* recipe_file(const Cell& cell) const;
};

/// Throws InputError for unknown adapters, reducers and methods, for combinations that cannot work (a
/// schedule that merges under a reducer that does not, an adapter whose reducer is bound to its schedule at
/// another one), and for recipes that cannot be read. Looks at no backbone and no picture.
ComparePlan make_plan(CompareFile file);

/// The fields that decide a cell's result as one line of JSON without paths: a finished cell with other
/// settings is not this cell.
std::string settings_of(const ComparePlan& plan, const Cell& cell);

}  // namespace pyra
