// The one gate between texts and the terminal: names of files and classes come from strangers, and a terminal
// obeys what it is sent.
#pragma once

#include <string>
#include <string_view>

namespace pyra {

/// New lines and tabs stay, and so does every character that only draws. Control characters and bytes that
/// are not UTF-8 are spelled \x1b, the signs that turn the direction of writing around \u202e.
std::string visible(std::string_view text);

/// The same for JSON that is written already: what its writer left as it was is spelled \u009b, which means
/// the same.
std::string visible_json(std::string_view text);

}  // namespace pyra
