#include "io/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "pyra/error.h"

namespace pyra {

std::string read_text_file(const std::filesystem::path& file, std::size_t most) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    throw InputError("cannot read " + file.string() + ": it is a folder, a file was expected");
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw InputError("cannot read " + file.string() + ": " +
                     (errno != 0 ? std::strerror(errno) : "it cannot be opened"));
  }
  std::string text;
  char buffer[65536];
  while (stream.read(buffer, sizeof buffer), stream.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > most) {
      throw InputError(file.string() + " holds more than " + std::to_string(most / 1000) +
                       " kB, too much for a file of its kind");
    }
  }
  return text;
}

}  // namespace pyra
