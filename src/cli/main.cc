// pyra VERB [options]: finds the verb, turns what it throws into a message and an exit status.

#include <csignal>
#include <filesystem>
#include <iostream>
#include <map>
#include <new>
#include <sstream>

#include "cli/command.h"
#include "cli/completion.h"
#include "cli/training.h"
#include "cli/values.h"
#include "config/rank_environment.h"
#include "measure/visible.h"
#include "pyra/error.h"
#include "pyra/version.h"

namespace {

// A signal handler can reach nothing but this.
volatile std::sig_atomic_t stop_requested = 0;

void request_stop(int signal) {
  stop_requested = 1;
  std::signal(signal, SIG_DFL);  // a second Ctrl-C ends at once
}

std::string quote(const std::string& word) {
  if (!word.empty() && word.find_first_of(" '\"\\$*?;&|<>()`\n") == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

constexpr const char* kOutOfMemory = "out of memory; lower --batch or use a smaller backbone";

std::string without_training(const std::string& verb) {
  return "pyra " + verb + " needs LibTorch, which this program was built without; install the whole of pyra "
         "(cmake -DPYRA_TRAIN=ON)";
}

int report(const std::string& message, int status) {
  std::cerr << "pyra: " << pyra::visible(message) << "\n";
  return status;
}

int report_defect(const std::string& what) {
  return report("internal error: " + what + "\nThis is a defect of pyra; please report it", 1);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"pyra: adapt a pretrained Vision Transformer to your own pictures, cheaply, and run it fast.\n"
               "\n  pyra adapt --backbone vit.safetensors --data pictures --out run\n"
               "  pyra eval --model run --data pictures\n"
               "  pyra predict --model run photo.jpg\n"};
  app.name("pyra");
  app.set_version_flag("--version", std::string("pyra ") + pyra::kVersion);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  app.footer("Exit status: 0 success, 2 bad usage or input, 1 failure (disk full, out of memory), 130 interrupted.");

  pyra::Console console;
  for (int i = 0; i < argc; ++i) console.command += (i == 0 ? "pyra" : " " + quote(argv[i]));
  console.stop = [] { return stop_requested != 0; };
  console.catch_interrupts = [] {
    std::signal(SIGINT, request_stop);
    std::signal(SIGTERM, request_stop);
  };

  std::map<CLI::App*, std::unique_ptr<pyra::Command>> verbs;
  for (const pyra::CommandEntry& entry : pyra::commands()) {
    CLI::App* verb = app.add_subcommand(entry.name, entry.doc);
    verb->footer(entry.more);
    if (entry.make == nullptr) {
      verb->group("")->allow_extras()->set_help_flag();
      verbs.emplace(verb, nullptr);
      continue;
    }
    auto command = entry.make();
    command->define(*verb);
    verb->add_flag("--json", console.json, "print one JSON object on standard output");
    verb->add_option("--threads", console.threads, "CPU threads; 0: all cores")->check(CLI::Range(0, 4096));
    verbs.emplace(verb, std::move(command));
  }
  std::string shell = "bash";
  CLI::App* completion = app.add_subcommand("completion", "print a shell completion script");
  completion->add_option("shell", shell, "bash, zsh or fish")->check(CLI::IsMember({"bash", "zsh", "fish"}));

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream wanted, wrong;
    const int status = app.exit(error, wanted, wrong) == 0 ? 0 : 2;
    std::cout << wanted.str();
    std::cerr << pyra::visible(wrong.str());
    return status;
  }
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on file size then is an error of write(), like a full disk
  try {
    if (completion->parsed()) {
      std::cout << pyra::completion_script(app, shell, pyra::option_values());
      return 0;
    }
    console.processes = pyra::rank_environment().local_count;
    for (const auto& [verb, command] : verbs) {
      if (!verb->parsed()) continue;
      if (command == nullptr) throw pyra::InputError(without_training(verb->get_name()));
      command->run(console);
    }
    return 0;
  } catch (const pyra::Interrupted& stopped) {
    return report(stopped.what(), 130);
  } catch (const pyra::InputError& error) {
    return report(error.what(), 2);
  } catch (const pyra::Failure& error) {
    return report(error.what(), 1);
  } catch (const std::bad_alloc&) {
    return report(kOutOfMemory, 1);
  } catch (const std::filesystem::filesystem_error& error) {  // a path that cannot exist, or may not be looked at
    return report(error.what(), 2);
  } catch (const std::exception& error) {
    const auto torch = pyra::as_torch_error(error);
    if (torch && torch->out_of_memory) return report(kOutOfMemory, 1);
    return report_defect(torch ? torch->what : error.what());
  }
}
