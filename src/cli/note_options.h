// The options behind what the library's notes speak of: notes have no codes, so their words are looked up.
#pragma once

#include <string>
#include <vector>

namespace pyra {

struct NoteOption {
  const char* words;    // as the library says them
  const char* options;  // in brackets behind them
};

const std::vector<NoteOption>& note_options();
/// `note` with the options of this program behind such words.
std::string with_options(std::string note);

}  // namespace pyra
