// Training scripts save state dicts inside other things: {"model": ...}, "module." of data parallelism,
// averages and teachers beside the weights that they follow.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pyra/backbone.h"
#include "pyra/host_tensor.h"

namespace pyra {

/// A model within a file: all that stands below a prefix.
struct PlacedModel {
  std::string prefix;  // "" or "model." or "state_dict.module." or any other; ends with its separator
  WeightCopy copy = WeightCopy::raw;
  std::size_t tensors = 0;
  std::string why;  // it is the one chosen, where a rule says so
};

/// "teacher below 'teacher.backbone.'".
std::string spell(const PlacedModel& model);

/// A tensor that every checkpoint of a family has, and tensors of which an unknown prefix must have one too.
struct Landmarks {
  std::string_view root;
  std::vector<std::string_view> others;
  char separator = '.';
};

/// Every place where `landmarks` are found, the plainest first.
std::vector<PlacedModel> find_models(const TensorMap& tensors, const Landmarks& landmarks);

/// The one to read: of the kind or below the prefix asked for, else the one that a rule puts before all
/// others (copy_rules.h). Throws InputError naming what there is where the one asked for is not, or where no
/// rule says which. Empty optional when there is none at all.
std::optional<PlacedModel> choose_model(const TensorMap& tensors, const std::vector<PlacedModel>& models,
                                        const std::optional<std::string>& wanted);

/// The prefix as --copy takes it: without its last separator, "." for none.
std::string copy_spelling(const PlacedModel& model);

/// The tensors below the chosen model's prefix, without it. What was read and what was left out adds lines to
/// `notes`.
TensorMap unwrap(TensorMap tensors, const PlacedModel& chosen, const std::vector<PlacedModel>& all,
                 std::vector<std::string>& notes);

}  // namespace pyra
