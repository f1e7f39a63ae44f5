// What the prefixes of one file say about the copies below them, and which copy a method's authors use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pyra/backbone.h"

namespace pyra {

/// Its words in lower case: "netEMA.module." is net, ema, module.
std::vector<std::string> words_of_prefix(std::string_view prefix);

struct CopyRole {
  std::string_view word;  // that of the prefix which says it; empty for a plain prefix
  WeightCopy copy = WeightCopy::raw;
};

/// `alone`: no other copy stands in the file; then words that only tell two copies apart ("target", "k") say
/// nothing.
CopyRole role_of_prefix(std::string_view prefix, bool alone);

/// Why a copy of the role `kept` is read where one of `left` stands beside it; null where no rule says so.
const char* reason_to_keep(const CopyRole& kept, const CopyRole& left);

/// The word as a kind of copy: raw, ema, student or teacher.
std::optional<WeightCopy> copy_of_name(std::string_view name);

}  // namespace pyra
