// Seam: what a program built with LibTorch has more. training.cc is the one, no_training.cc the other.
#pragma once

#include <exception>
#include <optional>
#include <string>

#include "cli/command.h"

namespace pyra {

/// adapt, pretrain, report or tocom; null where this program was built without LibTorch.
MakeCommand training_verb(const std::string& name);

/// Of torch's own pool. For verbs that compute with torch to call first: the others leave it alone, since it
/// starts its threads at once and hangs where a limit forbids them; and the program may be started anew
/// (polite_openmp.h).
void use_threads(int threads);

struct TorchError {
  bool out_of_memory;
  std::string what;  // without torch's backtrace
};
/// Empty where torch did not throw it.
std::optional<TorchError> as_torch_error(const std::exception& error);

}  // namespace pyra
