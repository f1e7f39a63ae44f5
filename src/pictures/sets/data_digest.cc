#include "pictures/sets/data_digest.h"

namespace pyra {

std::string digest(const Dataset& dataset) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto mix = [&](const std::string& text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  };
  for (const Sample& sample : dataset.samples)
    mix(std::filesystem::path(sample.path).filename().string() + "\n" + std::to_string(sample.label));
  return std::to_string(dataset.samples.size()) + " pictures, " + std::to_string(hash);
}

}  // namespace pyra
