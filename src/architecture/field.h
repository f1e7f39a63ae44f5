// One field of a backbone's config, as its part describes it: name in JSON, place, range.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

/// Far above any model there is, and small enough that no product of two of them overflows.
inline constexpr std::int64_t kMaxSize = 1 << 24;

/// A field that is one of some words.
struct Choice {
  std::string (*word)(const VitConfig& config);
  /// False for a word that is none of them.
  bool (*choose)(const std::string& word, VitConfig& config);
  std::vector<std::string> (*words)();
};

using FieldPlace =
    std::variant<std::int64_t VitConfig::*, bool VitConfig::*, double VitConfig::*, const Choice*>;

struct Field {
  std::string_view name;
  FieldPlace place;
  std::int64_t low = 0, high = kMaxSize;  // of whole numbers
  /// Younger than files that do not name it: left out where it has its default.
  bool optional = false;
};

}  // namespace pyra
