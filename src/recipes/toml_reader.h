// TOML of files that anybody may have written.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <vector>

namespace pyra {

/// `source` names the file in messages. Throws InputError with the line for what is not TOML, for more than a
/// megabyte and for tables nested so deep that taking them apart again would overflow the stack.
toml::table parse_toml(const std::string& text, const std::string& source);

/// "unknown key 'epoch'; known keys are a, b and c", and the nearest.
std::string unknown_key(const std::string& key, const std::vector<std::string>& known);

/// A single value as RecipeField::assign wants it, text without its quotes; nothing for a table, list or
/// date.
std::optional<std::string> toml_value_text(const toml::node& node);

}  // namespace pyra
