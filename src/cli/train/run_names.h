// Names that tell runs apart in a table and in the legends of plots.
#pragma once

#include <string>
#include <vector>

namespace pyra {

struct RunLabel {
  std::string method;  // "lora + pyra (high)"
  std::string data;    // folder of the pictures, "" where it is not known
  std::string folder;  // as the user gave it
};

/// The method where that is enough; else with the data set, the run's folder, its whole path or a number
/// before it, the first of them that tells it from the others: plots cut off the ends of long names. No two
/// are equal.
std::vector<std::string> distinct_names(const std::vector<RunLabel>& runs);

/// The value of --data in a command as it was typed, quoted for a shell; "" where it has none.
std::string data_of_command(const std::string& command);

}  // namespace pyra
