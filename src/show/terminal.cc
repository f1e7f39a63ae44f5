#include "show/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace pyra {
namespace {

constexpr int kColumns = 80;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

bool is_terminal(int descriptor) {
  const std::string_view kind = variable("TERM");
  return isatty(descriptor) == 1 && !kind.empty() && kind != "dumb";
}

bool shows_colours(int descriptor) { return is_terminal(descriptor) && variable("NO_COLOR").empty(); }

int text_columns(int descriptor) {
  int columns = 0;
  const std::string_view said = variable("COLUMNS");
  std::from_chars(said.data(), said.data() + said.size(), columns);
  if (columns > 0) return columns;
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kColumns;
}

std::string inked(const std::string& text, Ink ink, bool colours) {
  if (!colours) return text;
  const char* code = ink == Ink::bold ? "1" : ink == Ink::faint ? "2" : "32";
  return std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

}  // namespace pyra
