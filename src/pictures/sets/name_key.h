// Names of classes and files as people mean them: one key for all the spellings that Unicode has for a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pyra {

/// The text in normal form C, so that "é" meets "e" with an accent (macOS writes the latter); other bytes
/// than UTF-8 stay as they are.
std::string name_key(std::string_view text);

/// name_key() of the folder that a picture lies in.
std::string folder_key(const std::string& picture);

bool is_utf8(std::string_view text);

/// For messages: bytes that are no UTF-8 as \xe9, control characters too.
std::string readable(std::string_view text);

/// "'a', 'b', 'c', 'd' and 3 more", each readable().
std::string quote_few(const std::vector<std::string>& names);

}  // namespace pyra
