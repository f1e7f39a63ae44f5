// One option for every recipe field, from the recipe's own list.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <utility>

#include "cli/options.h"
#include "recipes/recipe.h"

namespace pyra {

class RecipeOptions {
 public:
  /// Adds --recipe and an option per field (val_fraction -> --val-fraction), but for those fields that the
  /// verb has no use for.
  void define(Options& options, const std::set<std::string>& left_out = {});
  /// `base`, the recipe file over it, the command line over that.
  Recipe resolve(Recipe base = {}) const;

 private:
  std::string file_;
  std::deque<std::pair<const RecipeField*, std::string>>
      given_;  // a deque: CLI11 keeps pointers to the strings
};

/// --save-every, which is no part of a recipe.
void add_save_every(Options& options, double& seconds);

}  // namespace pyra
