// The three ways in which a pyra call can fail; the command line turns each into its exit status.
#pragma once

#include <stdexcept>
#include <string>

namespace pyra {

/// The caller's input is at fault: a file, an option, a shape. Exit status 2.
/// The message says what was given, what was expected and what to do.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The machine is at fault: disk full, out of memory. Exit status 1.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The user asked to stop (Ctrl-C), and what there was to save has been saved. Exit status 130.
struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace pyra
