#include "cli/shown_table.h"

#include <unistd.h>

#include "show/terminal.h"

namespace pyra {

std::string shown_table(const Table& table) {
  const bool read_by_people = is_terminal(STDOUT_FILENO);
  return read_by_people ? to_text(table, static_cast<std::size_t>(text_columns(STDOUT_FILENO)))
                        : to_text(table);
}

}  // namespace pyra
