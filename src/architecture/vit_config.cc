#include "pyra/vit_config.h"

#include "architecture/model_spec.h"
#include "pyra/error.h"

namespace pyra {

void refuse_config(const std::string& reason) { throw InputError("not a Vision Transformer: " + reason); }

void check_range(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return;
  refuse_config(std::string(name) + " is " + std::to_string(value) + ", expected " + std::to_string(low) +
                " to " + std::to_string(high));
}

void validate(const VitConfig& config) {
  for (const Part& part : all_parts()) {
    for (const Field& field : part.fields) {
      if (const auto* whole = std::get_if<std::int64_t VitConfig::*>(&field.place))
        check_range(field.name, config.**whole, field.low, field.high);
    }
  }
  for (const Part* part : ModelSpec(config)) {
    if (part->check != nullptr) part->check(config);
  }
}

}  // namespace pyra
