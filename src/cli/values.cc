#include "cli/values.h"

#include "adapt/registry.h"
#include "config/architectures.h"
#include "reduce/registry.h"

namespace pyra {

std::map<std::string, std::vector<std::string>> option_values() {
  std::map<std::string, std::vector<std::string>> values{
      {"--schedule", {"none", "low", "high", "r=", "speedup=", "latency-ms="}},
      {"--augmentation", {"none", "light", "rand"}},
      {"--class-weights", {"none", "balanced"}},
      {"--interpolation", {"bicubic", "bilinear"}},
      {"--on-corrupt", {"fail", "skip"}},
      {"--pooling", {"class_token", "average"}},
      {"--drop-last", {"true", "false"}},
      {"--exif-rotation", {"true", "false"}},
  };
  for (const AdapterEntry& entry : adapters()) values["--method"].push_back(entry.name);
  for (const ReducerEntry& entry : reducers()) values["--reducer"].push_back(entry.name);
  for (const Architecture& entry : architectures()) values["--arch"].push_back(entry.name);
  return values;
}

}  // namespace pyra
