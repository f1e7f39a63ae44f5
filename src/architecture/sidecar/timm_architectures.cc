#include "architecture/sidecar/timm_architectures.h"

#include <algorithm>
#include <array>

namespace pyra {
namespace {

constexpr TimmArchitecture kTable[] = {
#include "architecture/sidecar/timm_architectures.inc"
};

struct Word {
  std::string_view word, meaning;
};

constexpr std::string_view kRotary = "rotary positions in its attention";
constexpr std::string_view kRelative = "relative positions in its attention";
// Of names that the table lacks: another tag, a size to come.
constexpr std::array kWords{
    Word{"rpn", "its norms after attention and MLP, not before"},
    Word{"rope", kRotary},
    Word{"pe", kRotary},
    Word{"eva02", kRotary},
    Word{"sapiens2", kRotary},
    Word{"relpos", kRelative},
    Word{"srelpos", kRelative},
    Word{"beit", kRelative},
    Word{"beitv2", kRelative},
    Word{"samvit", kRelative},
    Word{"xp", "attention and MLP side by side"},
    Word{"18x2", "attention and MLP in pairs side by side"},
    Word{"naflexvit", "patches of pictures of any shape"},
};

}  // namespace

const TimmArchitecture* find_timm_architecture(const std::string& name) {
  const auto* found = std::find_if(std::begin(kTable), std::end(kTable),
                                   [&](const auto& entry) { return entry.name == name; });
  return found == std::end(kTable) ? nullptr : found;
}

std::string other_function_of(const std::string& name) {
  if (const TimmArchitecture* known = find_timm_architecture(name)) return std::string(known->other_function);
  const std::string words = "_" + name + "_";
  for (const Word& entry : kWords) {
    if (words.find("_" + std::string(entry.word) + "_") != std::string::npos)
      return std::string(entry.meaning);
  }
  return {};
}

}  // namespace pyra
