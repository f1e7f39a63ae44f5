#include "tasks/target_table.h"

#include "pyra/error.h"

namespace pyra {

void set_table(Dataset& dataset, std::vector<float> targets) {
  for (std::size_t row = 0; row < dataset.samples.size(); ++row)
    dataset.samples[row].label = static_cast<std::int64_t>(row);
  dataset.targets = std::make_shared<const std::vector<float>>(std::move(targets));
}

void check_row(const std::string& path, const Target& target, std::int64_t outputs) {
  if (static_cast<std::int64_t>(target.values.size()) == outputs) return;
  throw InputError(path + " has a target of " + std::to_string(target.values.size()) +
                   " numbers, the model gives " + std::to_string(outputs));
}

}  // namespace pyra
