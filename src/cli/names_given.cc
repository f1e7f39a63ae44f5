#include "cli/names_given.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::array<std::string_view, 6> kNames{"FILE", "FILE|NAME", "DIR", "PATH", "PICTURE", "DEVICE"};

}  // namespace

void check_names_are_given(const CLI::App& verb) {
  for (const CLI::Option* option : verb.get_options()) {
    if (std::find(kNames.begin(), kNames.end(), option->get_type_name()) == kNames.end()) continue;
    const auto& values = option->results();
    if (std::find(values.begin(), values.end(), "") == values.end()) continue;
    throw InputError(option->get_name() + " \"\": an empty name (an unset variable of a script?); name a " +
                     (option->get_type_name() == "DIR" ? "folder" : "file") +
                     (option->get_required() ? "" : ", or leave the option out"));
  }
}

}  // namespace pyra
