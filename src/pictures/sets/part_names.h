// How people name the parts of a data set.
#pragma once

#include <string>

namespace pyra {

/// "train", "val" or "test" where a folder's name is read as that part; else empty. Any case.
std::string part_of(const std::string& name);

/// The part that a name is likely to mean although it is not read as one: test_set, 01_train, TrainSet,
/// val2017, dev. Empty where none is. Words beside the part's may only be such as say nothing (set, images),
/// so freight_train stays a class.
std::string likely_part(const std::string& name);

}  // namespace pyra
