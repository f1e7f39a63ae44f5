#include "cli/values.h"

#include "config/architectures.h"
#include "runtime/fold.h"
#include "runtime/inference_model_reducers.h"

namespace pyra {

std::map<std::string, std::vector<std::string>> option_values() {
  std::map<std::string, std::vector<std::string>> values{
      {"--schedule", {"none", "low", "high", "elastic", "r=", "speedup=", "latency-ms="}},
      {"--augmentation", {"none", "light", "rand"}},
      {"--class-weights", {"none", "balanced"}},
      {"--interpolation", {"bicubic", "bilinear"}},
      {"--on-corrupt", {"fail", "skip"}},
      {"--pooling", {"class_token", "average"}},
      {"--dtype", {"f32", "bf16", "int8"}},
      {"--to", {"runtime"}},
      {"--drop-last", {"true", "false"}},
      {"--exif-rotation", {"true", "false"}},
  };
  for (const FoldEntry& entry : folds()) values["--method"].push_back(entry.name);
  for (const RunnableReducer& entry : runnable_reducers()) values["--reducer"].push_back(entry.name);
  for (const Architecture& entry : architectures()) values["--arch"].push_back(entry.name);
  return values;
}

}  // namespace pyra
