#include "cli/per_class.h"

#include <nlohmann/json.hpp>

#include "tasks/list.h"
#include "tasks/output_names.h"

namespace pyra {

nlohmann::ordered_json per_class_json(const Evaluation& result, const Dataset& dataset,
                                      const std::vector<std::string>& names, double threshold) {
  nlohmann::ordered_json json{{"names", numbered(names, result.outputs)}};
  for (const OutputColumn& column :
       find_task(dataset.task).by_output({dataset, result.index, result.kept, result.outputs, threshold})) {
    auto& values = json[column.key] = nlohmann::ordered_json::array();
    for (const double value : column.values) {
      if (column.whole)
        values.push_back(static_cast<std::int64_t>(value));
      else
        values.push_back(value);  // NaN is null
    }
  }
  return json;
}

}  // namespace pyra
