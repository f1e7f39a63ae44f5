#include "pictures/sets/data_digest.h"

#include <bit>

namespace pyra {

std::int64_t target_key(const Target& target) {
  if (target.values.empty()) return target.label;
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const float value : target.values) hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 0x100000001b3;
  return static_cast<std::int64_t>(hash >> 1);
}

Target Dataset::target(const Sample& sample) const {
  if (!targets || sample.label < 0) return {sample.label, {}};
  const std::size_t outputs = class_names.size();
  return {-1, std::span(*targets).subspan(static_cast<std::size_t>(sample.label) * outputs, outputs)};
}

void append_samples(Dataset& to, const Dataset& from) {
  const auto before = static_cast<std::int64_t>(to.targets ? to.targets->size() / to.class_names.size() : 0);
  const bool shared = to.targets == from.targets;  // parts of one list, or classes
  for (const Sample& sample : from.samples)
    to.samples.push_back({sample.path, shared ? sample.label : sample.label + before});
  if (shared) return;
  std::vector<float> both = *to.targets;
  both.insert(both.end(), from.targets->begin(), from.targets->end());
  to.targets = std::make_shared<const std::vector<float>>(std::move(both));
}

std::string digest(const Dataset& dataset) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto mix = [&](const std::string& text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  };
  for (const Sample& sample : dataset.samples)
    mix(std::filesystem::path(sample.path).filename().string() + "\n" +
        std::to_string(target_key(dataset.target(sample))));
  return std::to_string(dataset.samples.size()) + " pictures, " + std::to_string(hash);
}

}  // namespace pyra
