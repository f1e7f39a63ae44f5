// A result that goes to files too.
#pragma once

#include <functional>

#include "cli/command.h"

namespace pyra {

/// Calls `write` and prints the result, whatever came of that: minutes or days of work shall not be lost with
/// a disk that is full at the end. Then throws what `write` threw.
void result_with_files(const Console& console, const nlohmann::ordered_json& object, const std::string& text,
                       const std::function<void()>& write);

}  // namespace pyra
