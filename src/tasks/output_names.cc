#include "tasks/output_names.h"

namespace pyra {

std::vector<std::string> numbered(std::vector<std::string> names, std::int64_t outputs) {
  for (std::size_t k = names.size(); k < static_cast<std::size_t>(outputs); ++k)
    names.push_back(std::to_string(k));
  return names;
}

}  // namespace pyra
