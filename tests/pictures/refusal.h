// What a call refuses, for tests that look at the words.
#pragma once

#include <string>

#include "pyra/error.h"

namespace pyra::testing {

/// The message of the InputError that `call` throws; empty if it throws none.
template <typename Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace pyra::testing
