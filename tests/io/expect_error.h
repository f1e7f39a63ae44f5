// Messages are part of the contract: a test states what the message must name.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "pyra/error.h"

namespace pyra::testing {

/// `action` throws an InputError whose message contains `part`.
template <typename Action>
void expect_input_error(Action&& action, const std::string& part) {
  try {
    action();
    ADD_FAILURE() << "no error; expected one that says '" << part << "'";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what() << "\nlacks: " << part;
  }
}

/// The same, and the program can say more about it.
template <typename Action>
void expect_input_error(Action&& action, const std::string& part, ErrorCode code) {
  expect_input_error(action, part);
  try {
    action();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.code().text, code.text) << error.what();
  }
}

}  // namespace pyra::testing
