#include "pictures/sets/shared_pictures.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace pyra {

std::size_t count_shared(const Dataset& asked, const Dataset& known) {
  std::unordered_set<std::string_view> paths;
  paths.reserve(known.samples.size());
  for (const Sample& sample : known.samples) paths.insert(sample.path);
  return static_cast<std::size_t>(
      std::count_if(asked.samples.begin(), asked.samples.end(),
                    [&](const Sample& sample) { return paths.contains(sample.path); }));
}

}  // namespace pyra
