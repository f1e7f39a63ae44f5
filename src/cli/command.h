// Seam: one verb of the command line.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/options.h"

namespace pyra {

/// What every verb shares: where output goes, how many threads, whether the user asked to stop.
struct Console {
  bool json = false;    // one JSON object on standard output; people read standard error
  int threads = 0;      // 0: all cores, shared with the processes beside this one
  int processes = 1;    // that a launcher started on this machine, this one included
  std::string command;  // as typed, for the record
  std::function<void()>
      catch_interrupts;        // from here on Ctrl-C is a request; before, it ends the program at once
  std::function<bool()> stop;  // true once Ctrl-C was pressed

  /// A line for people, on standard error.
  void say(const std::string& line) const;
  /// The result: with --json the object, else `text`, on standard output.
  void result(const nlohmann::ordered_json& object, const std::string& text) const;
  /// Of this process.
  int worker_threads() const;
};

class Command {
 public:
  virtual ~Command() = default;
  /// Adds the verb's options to its own subcommand.
  virtual void define(Options& options) = 0;
  /// Throws InputError, Failure or Interrupted (pyra/error.h).
  virtual void run(const Console& console) = 0;
};

using MakeCommand = std::unique_ptr<Command> (*)();

/// Which of the shared options a verb has a use for.
enum class Takes { nothing, json, json_and_threads };

struct CommandEntry {
  std::string name;
  std::string doc;   // one line
  std::string more;  // paragraph and examples below the options of `pyra VERB --help`
  MakeCommand make;  // null: this program was built without what the verb needs
  Takes takes = Takes::json_and_threads;
};

/// Every verb, in the order in which a newcomer meets them.
const std::vector<CommandEntry>& commands();
/// Below the list of verbs in `pyra --help`.
const std::string& program_notes();

std::unique_ptr<Command> make_eval();
std::unique_ptr<Command> make_predict();
std::unique_ptr<Command> make_features();
std::unique_ptr<Command> make_fetch();
std::unique_ptr<Command> make_inspect();
std::unique_ptr<Command> make_bench();
std::unique_ptr<Command> make_export();
std::unique_ptr<Command> make_compare();
std::unique_ptr<Command> make_schedule_search();
std::unique_ptr<Command> make_help();
std::unique_ptr<Command> make_version();
std::unique_ptr<Command> make_completion();
std::unique_ptr<Command> make_man();

}  // namespace pyra
