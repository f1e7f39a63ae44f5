#include "cli/no_input_replaced.h"

#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

bool writes(const CLI::App& verb, const CLI::Option& option) {
  constexpr std::array<std::string_view, 3> kEverywhere{"--out", "--csv", "--report"};
  const std::string name = option.get_name();
  if (name == "--tokens") return verb.get_name() == "predict";
  for (const std::string_view written : kEverywhere) {
    if (name == written) return true;
  }
  return false;
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code unknown;
  return fs::is_regular_file(a, unknown) && fs::is_regular_file(b, unknown) && fs::equivalent(a, b, unknown) && !unknown;
}

}  // namespace

void check_no_input_is_replaced(const CLI::App& verb) {
  const auto given = verb.get_options([](const CLI::Option* option) { return option->count() > 0; });
  for (const CLI::Option* output : given) {
    if (!writes(verb, *output)) continue;
    for (const CLI::Option* other : given) {
      if (other == output) continue;
      for (const std::string& file : output->results()) {
        for (const std::string& value : other->results()) {
          if (!same_file(file, value)) continue;
          throw InputError(output->get_name() + " " + file + " is the same file as " + value + ", which " +
                           other->get_name() + " names: it would be replaced. Choose another name for the result");
        }
      }
    }
  }
}

}  // namespace pyra
