#include "cli/program.h"

#include <iostream>

#include "cli/accepted.h"
#include "cli/help_text.h"
#include "cli/names_given.h"
#include "cli/no_input_replaced.h"
#include "cli/remote_models.h"
#include "cli/usage_error.h"
#include "pyra/error.h"
#include "pyra/version.h"
#include "show/visible.h"

namespace pyra {
namespace {

constexpr int kMostThreads = 4096;

std::string without_training(const std::string& verb) {
  return "pyra " + verb +
         " needs LibTorch, which this program was built without; install the whole of pyra "
         "(cmake -DPYRA_TRAIN=ON)";
}

}  // namespace

Program::Program(Console& console)
    : app_("adapt a pretrained Vision Transformer to your own pictures, cheaply, and run it fast", "pyra") {
  app_.formatter(std::make_shared<HelpFormatter>());
  app_.set_version_flag("-v,--version", std::string("pyra ") + kVersion, "print the version");
  app_.set_help_flag("-h,--help", "print this help");
  app_.require_subcommand(1);
  app_.footer(program_notes());
  for (const CommandEntry& entry : commands()) add_verb(entry, console);
}

void Program::add_verb(const CommandEntry& entry, Console& console) {
  CLI::App* verb = app_.add_subcommand(entry.name, entry.doc);
  verb->footer(entry.more);
  verb->group(entry.takes == Takes::nothing ? "More" : "Verbs");
  if (entry.make == nullptr) {
    verb->group("")->allow_extras()->set_help_flag();
    verbs_.emplace(verb, nullptr);
    return;
  }
  auto command = entry.make();
  Options options(*verb);
  command->define(options);
  if (entry.takes != Takes::nothing) {
    options.flag("--json", console.json, "print one JSON object on standard output");
    const Option threads = options.add("--threads", console.threads, "CPU threads; 0: all cores")
                               .check(whole_in(0, kMostThreads));
    if (entry.takes == Takes::json) threads.group("");  // scripts may give it to every verb
  }
  verbs_.emplace(verb, std::move(command));
}

std::optional<int> Program::parse(int argc, const char* const* argv) {
  if (const auto unknown = unknown_verb(app_, argc, argv)) {
    std::cerr << "pyra: " << visible(*unknown) << "\n";
    return 2;
  }
  try {
    app_.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app_.exit(wanted);
  } catch (const CLI::ParseError& error) {
    std::cerr << "pyra: " << visible(explain(error, app_)) << "\n";
    return 2;
  }
  return std::nullopt;
}

void Program::run(const Console& console) const {
  for (const auto& [verb, command] : verbs_) {
    if (!verb->parsed()) continue;
    if (command == nullptr) throw InputError(without_training(verb->get_name()));
    check_names_are_given(*verb);
    fetch_named_models(*verb, console);
    check_no_input_is_replaced(*verb);
    command->run(console);
  }
}

}  // namespace pyra
