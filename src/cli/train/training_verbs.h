// The verbs that need LibTorch.
#pragma once

#include <memory>

#include "cli/command.h"

namespace pyra {

std::unique_ptr<Command> make_adapt();
std::unique_ptr<Command> make_report();
std::unique_ptr<Command> make_pretrain();
std::unique_ptr<Command> make_tocom();

}  // namespace pyra
