// What a model's outputs are called where not all have a name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pyra {

/// `names`, and numbers for the rest of so many outputs.
std::vector<std::string> numbered(std::vector<std::string> names, std::int64_t outputs);

}  // namespace pyra
