// What to type where an error of the library asks for something: the library knows no options.
#pragma once

#include <string>
#include <vector>

#include "pyra/error.h"

namespace pyra {

struct Hint {
  ErrorCode code;
  const char* front;       // the option, where the sentence begins with its value; else empty
  const char* type;        // on a line below the sentence; empty where `front` says it all
  const char* words = "";  // of the sentence, where `front` stands for them and not before it all
};

/// One for every code.
const std::vector<Hint>& hints();
/// The error's sentence with the options of this program.
std::string with_hint(const Error& error);

}  // namespace pyra
