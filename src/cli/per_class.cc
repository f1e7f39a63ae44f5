#include "cli/per_class.h"

#include <nlohmann/json.hpp>

namespace pyra {

nlohmann::ordered_json per_class_json(const Evaluation& result, const std::vector<std::string>& names,
                                      std::int64_t classes) {
  const auto size = static_cast<std::size_t>(classes);
  std::vector<std::int64_t> right(size, 0), count(size, 0);
  for (std::size_t i = 0; i < result.label.size(); ++i) {
    const auto label = static_cast<std::size_t>(result.label[i]);
    ++count.at(label);
    if (result.predicted[i] == result.label[i]) ++right.at(label);
  }
  std::vector<std::string> shown = names;
  for (std::size_t k = shown.size(); k < size; ++k) shown.push_back(std::to_string(k));
  return {{"names", shown}, {"right", right}, {"count", count}};
}

}  // namespace pyra
