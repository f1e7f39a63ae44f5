// The three ways in which a pyra call can fail.
#pragma once

#include <stdexcept>
#include <string>

#include "pyra/error_code.h"

namespace pyra {

/// What they share: a sentence, what(), that is complete for whoever calls the library (what was given, what
/// was expected, what to do) and, where a program around the library can say more, a code.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& sentence, ErrorCode code = {})
      : std::runtime_error(sentence), code_(code) {}
  /// Empty where no program can say more than the sentence does.
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

/// The caller's input is at fault: a file, a setting, a shape.
struct InputError : Error {
  using Error::Error;
};

/// The machine is at fault: disk full, out of memory.
struct Failure : Error {
  using Error::Error;
};

/// The caller asked to stop, and what there was to save has been saved.
struct Interrupted : Error {
  using Error::Error;
};

}  // namespace pyra
