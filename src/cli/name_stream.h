// Names of files as they come in pieces: one a line, or each ended by a zero byte (find -print0).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pyra {

class NameStream {
 public:
  void add(std::string_view bytes) { text_ += bytes; }
  /// The next name, which may be empty; nothing where its end is not there yet, unless `ended`. A byte order
  /// mark before the first is skipped. Throws InputError for lines that hold zero bytes and for UTF-16.
  std::optional<std::string> take(bool ended);

 private:
  /// Looks at the first bytes; false where more are needed.
  bool begin(bool ended);

  std::string text_;  // added and not yet taken
  bool begun_ = false;
  bool known_end_ = false;
  char end_ = '\n';  // of a name, once it is known
};

}  // namespace pyra
