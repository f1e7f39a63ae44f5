// pyra VERB [options]: finds the verb, turns what it throws into a message and an exit status.

#include <csignal>
#include <filesystem>
#include <iostream>
#include <new>

#include "base/processes/rank_environment.h"
#include "cli/fetch_hint.h"
#include "cli/hints.h"
#include "cli/program.h"
#include "cli/signals.h"
#include "cli/training.h"
#include "pyra/error.h"
#include "show/visible.h"

namespace {

std::string quote(const std::string& word) {
  if (!word.empty() && word.find_first_of(" '\"\\$*?;&|<>()`\n") == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

constexpr const char* kOutOfMemory = "out of memory; lower --batch or use a smaller backbone";

int report(const std::string& message, int status) {
  std::cerr << "pyra: " << pyra::visible(message) << "\n";
  return status;
}

int report_defect(const std::string& what) {
  return report("internal error: " + what + "\nThis is a defect of pyra; please report it", 1);
}

}  // namespace

int main(int argc, char** argv) {
  pyra::Console console;
  for (int i = 0; i < argc; ++i) console.command += (i == 0 ? "pyra" : " " + quote(argv[i]));
  console.stop = pyra::stop_requested;
  console.catch_interrupts = pyra::catch_signals;

  pyra::Program program(console);
  if (const auto status = program.parse(argc, argv)) return *status;
  pyra::end_on_signals();
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on file size then is an error of write(), like a full disk
  try {
    console.processes = pyra::rank_environment().local_count;
    program.run(console);
    return 0;
  } catch (const pyra::Interrupted& stopped) {
    return report(pyra::with_hint(stopped), 130);
  } catch (const pyra::InputError& error) {
    return report(pyra::with_hint(error) + pyra::fetch_hint(error), 2);
  } catch (const pyra::Failure& error) {
    return report(pyra::with_hint(error), 1);
  } catch (const std::bad_alloc&) {
    return report(kOutOfMemory, 1);
  } catch (
      const std::filesystem::filesystem_error& error) {  // a path that cannot exist, or may not be looked at
    return report(error.path1().string() + " cannot be looked at: " + error.code().message(), 2);
  } catch (const std::exception& error) {
    const auto torch = pyra::as_torch_error(error);
    if (torch && torch->out_of_memory) return report(kOutOfMemory, 1);
    return report_defect(torch ? torch->what : error.what());
  }
}
