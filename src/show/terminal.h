// What the streams of this process can show.
#pragma once

#include <string>

namespace pyra {

/// Whether `descriptor` (STDERR_FILENO) is a terminal that can redraw a line: TERM is there and not `dumb`.
bool is_terminal(int descriptor);
/// Such a terminal, and the user did not ask for plain text (NO_COLOR, https://no-color.org).
bool shows_colours(int descriptor);
/// COLUMNS where it is set, else those of the terminal at `descriptor`; 80 where it is none.
int text_columns(int descriptor);

enum class Ink { bold, faint, green };
/// `text` in the escape sequences of a terminal, or as it is where `colours` are not shown.
std::string inked(const std::string& text, Ink ink, bool colours);

}  // namespace pyra
