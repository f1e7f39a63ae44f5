#include <algorithm>
#include <cerrno>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/json/json_text.h"
#include "base/threads/processors.h"
#include "cli/command.h"
#include "cli/note_options.h"
#include "pyra/error.h"
#include "show/visible.h"

namespace pyra {

void Console::say(const std::string& line) const { std::cerr << visible(with_options(line)) << "\n"; }

void Console::result(const nlohmann::ordered_json& object, const std::string& text) const {
  if (json) {
    std::cout << visible_json(json_text(object, 2)) << "\n";
  } else {
    std::cout << visible(text);
  }
  errno = 0;
  if (!std::cout.flush()) {
    throw Failure(errno == EPIPE ? "nobody reads the result from standard output any more"
                                 : "cannot write the result to standard output; is the disk full?");
  }
}

int Console::worker_threads() const {
  if (threads > 0) return threads;
  return std::max(1, usable_processors() / processes);
}

}  // namespace pyra
