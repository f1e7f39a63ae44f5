#include "cli/values.h"

#include <algorithm>

#include "architecture/architectures.h"
#include "methods/list.h"
#include "pyra/activation.h"
#include "pyra/vit_config.h"
#include "recipes/recipe.h"
#include "reducers/list.h"

namespace pyra {

std::map<std::string, std::vector<std::string>> option_values() {
  std::map<std::string, std::vector<std::string>> values{
      {"--schedule", {"none", "low", "high", "r=", "speedup=", "latency-ms="}},
      {"adapt --schedule", {"none", "low", "high", "elastic", "r=", "speedup=", "latency-ms="}},
      {"bench --checkpointing", {"off", "on", "both"}},
      {"--precision", {"f32", "bf16"}},
      {"--augmentation", {"none", "light", "rand"}},
      {"--class-weights", {"none", "balanced"}},
      {"--interpolation", {"bicubic", "bilinear", "lanczos", "box", "hamming"}},
      {"--activation", activation_names()},
      {"--copy", {"teacher", "student", "ema", "raw"}},
      {"--on-corrupt", {"fail", "skip"}},
      {"--pooling", pooling_names()},
      {"--dtype", {"f32", "bf16", "int8"}},
      {"--to", {"runtime"}},
      {"--device", {"cpu", "cuda"}},
      {"--break-even", {"off", "smallest", "all"}},
  };
  for (const RecipeField& field : recipe_fields()) {
    if (field.kind != RecipeField::Kind::flag) continue;
    std::string option = "--" + field.name;
    std::replace(option.begin(), option.end(), '_', '-');
    values[option] = {"true", "false"};
  }
  for (const Method& entry : methods()) values["--method"].push_back(entry.name);
  for (const Reducer& entry : reducers()) {
    if (!entry.has_weights()) values["--reducer"].push_back(entry.name);
    values["adapt --reducer"].push_back(entry.name);
    if (entry.merges) values["bench --reducer"].push_back(entry.name);
  }
  for (const Architecture& entry : architectures()) values["--arch"].push_back(entry.name);
  return values;
}

}  // namespace pyra
