#include <algorithm>
#include <cmath>
#include <map>

#include "base/random.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {

std::pair<Dataset, Dataset> split_dataset(const Dataset& dataset, double fraction, std::uint64_t seed) {
  if (!(fraction > 0 && fraction < 1)) {
    throw InputError("fraction " + std::to_string(fraction) + " to split off, expected one between 0 and 1");
  }
  std::map<std::int64_t, std::vector<std::size_t>> by_label;
  for (std::size_t i = 0; i < dataset.samples.size(); ++i)
    by_label[dataset.targets ? 0 : dataset.samples[i].label].push_back(i);
  std::vector<bool> goes_second(dataset.samples.size(), false);
  for (auto& [label, members] : by_label) {
    if (members.size() < 2) continue;
    Random random(derive_seed(seed, static_cast<std::uint64_t>(label)));
    shuffle(members, random);
    const double wanted = std::round(fraction * static_cast<double>(members.size()));
    const std::size_t count =
        std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, members.size() - 1);
    for (std::size_t i = 0; i < count; ++i) goes_second[members[i]] = true;
  }
  std::pair<Dataset, Dataset> parts;
  parts.first.class_names = parts.second.class_names = dataset.class_names;
  parts.first.task = parts.second.task = dataset.task;
  parts.first.targets = parts.second.targets = dataset.targets;
  for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
    (goes_second[i] ? parts.second : parts.first).samples.push_back(dataset.samples[i]);
  }
  return parts;
}

}  // namespace pyra
