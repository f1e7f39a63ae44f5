// Whether a data set's classes are the ones that a model or the training pictures have, and which of them
// each label is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pyra/dataset.h"

namespace pyra {

/// How labels are to be counted.
struct ClassScheme {
  std::string owner;               // for messages: "the model", "the training pictures"
  std::vector<std::string> names;  // [classes], or empty where unknown
  std::int64_t classes = 0;
  bool numbered = false;                  // the numbers came from a list: other lists share them
  bool assumed = false;                   // the names were guessed from the number of classes
  std::vector<std::string> aliases = {};  // [classes], or empty: another name of each
};
ClassScheme scheme_of(const Dataset& training);

/// Renumbers the labels of `dataset`, which `origin` names in messages, after `scheme`: by name wherever both
/// sides have names; else by the numbers as they are, which is said in dataset.notes. Throws InputError,
/// printing both sides, where the data has a class that the scheme lacks, where its list contradicts its
/// folders and where there is nothing to match by.
void match_classes(Dataset& dataset, const ClassScheme& scheme, const std::string& origin);

}  // namespace pyra
