// Where the C interface's notes go.
#pragma once

#include <string>

#include "pyra.h"

namespace pyra {

struct Log {
  pyra_log write = nullptr;  // or null: no notes are wanted
  void* user = nullptr;

  void say(const std::string& line) const {
    if (write != nullptr) write(line.c_str(), user);
  }
};

void set_log(const Log& log);
/// The one that is set now.
Log current_log();

}  // namespace pyra
