#include "cli/no_input_replaced.h"

#include <filesystem>
#include <string>
#include <system_error>

#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

bool writes(const CLI::App& verb, const CLI::Option& option) {
  const std::string name = option.get_name();
  return name == "--out" || name == "--csv" || (name == "--tokens" && verb.get_name() == "predict");
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code unknown;
  return fs::is_regular_file(a, unknown) && fs::is_regular_file(b, unknown) &&
         fs::equivalent(a, b, unknown) && !unknown;
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
                           other->get_name() +
                           " names: it would be replaced. Choose another name for the result");
        }
      }
    }
  }
}

}  // namespace pyra
