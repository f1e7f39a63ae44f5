#include "pictures/sets/folder_labels.h"

#include <map>

#include "pictures/sets/name_key.h"

namespace pyra {

std::optional<std::string> note_on_contradicting_folders(const Dataset& dataset, const ClassScheme& scheme,
                                                         const std::string& origin) {
  std::multimap<std::string, std::int64_t> classes;  // of a name: two may share one
  for (const auto* names : {&scheme.names, &scheme.aliases}) {
    for (std::size_t k = 0; k < names->size(); ++k)
      classes.emplace(name_key((*names)[k]), static_cast<std::int64_t>(k));
  }
  std::size_t others = 0;
  const Sample* first = nullptr;
  for (const Sample& sample : dataset.samples) {
    const auto [begin, end] = classes.equal_range(folder_key(sample.path));
    if (begin == end) return std::nullopt;  // folders that say nothing
    bool same = false;
    for (auto it = begin; it != end; ++it) same = same || it->second == sample.label;
    if (same) continue;
    ++others;
    if (first == nullptr) first = &sample;
  }
  if (others == 0) return std::nullopt;
  return origin + " contradicts the folders of " + std::to_string(others) + " of its " +
         std::to_string(dataset.samples.size()) + " pictures, which are named as other classes: first " +
         readable(first->path) + " is labelled '" +
         readable(scheme.names[static_cast<std::size_t>(first->label)]) +
         "'. The labels of the list are taken; if the pictures were not relabelled, check its rows";
}

}  // namespace pyra
