// Words that people type, as far as telling them apart and guessing what was meant need it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pyra {

/// ASCII letters in lower case; the rest as it is.
std::string lower_case(std::string text);

/// Its first ASCII letter in upper case.
std::string capitalised(std::string text);

/// "a, b, c".
std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");

/// "a, b or c".
std::string listed(const std::vector<std::string>& words, std::string_view last = "or");

/// So many letters must be changed, added, left out or swapped with their neighbour.
std::size_t edits_between(std::string_view a, std::string_view b);

/// The one of `known` that `typed` is most likely to mean: the same but for case, - and _; a few edits away;
/// or the start of it. Empty where none is near.
std::string nearest_word(const std::string& typed, const std::vector<std::string>& known);

/// "; did you mean adapt?", or nothing.
std::string did_you_mean(const std::string& typed, const std::vector<std::string>& known);

/// "unknown KIND 'TYPED'; known ones are a, b, c", and the nearest.
std::string unknown_word(std::string_view kind, const std::string& typed,
                         const std::vector<std::string>& known);

/// Throws InputError with unknown_word()'s text.
[[noreturn]] void refuse_unknown(std::string_view kind, const std::string& typed,
                                 const std::vector<std::string>& known);

template <typename Entries>
std::vector<std::string> names_of(const Entries& entries) {
  std::vector<std::string> names;
  for (const auto& entry : entries) names.emplace_back(entry.name);
  return names;
}

/// The entry of a list that has this name; refuse_unknown() where there is none.
template <typename Entries>
const auto& find_by_name(const Entries& entries, std::string_view kind, const std::string& name) {
  for (const auto& entry : entries) {
    if (entry.name == name) return entry;
  }
  refuse_unknown(kind, name, names_of(entries));
}

}  // namespace pyra
