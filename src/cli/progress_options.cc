#include "cli/progress_options.h"

#include <unistd.h>

#include "show/terminal.h"

namespace pyra {

ProgressOptions progress_options(const std::string& unit, std::int64_t already_done) {
  ProgressOptions options;
  options.unit = unit;
  options.already_done = already_done;
  options.colours = shows_colours(STDERR_FILENO);
  return options;
}

}  // namespace pyra
