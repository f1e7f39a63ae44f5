// TOML of files that anybody may have written.
#pragma once

#include <toml++/toml.h>

#include <string>

namespace pyra {

/// `source` names the file in messages. Throws InputError with the line for what is not TOML, for more than a
/// megabyte and for tables nested so deep that taking them apart again would overflow the stack.
toml::table parse_toml(const std::string& text, const std::string& source);

}  // namespace pyra
