// Verbs about the program itself: help, version, completion, man.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "base/text/words.h"
#include "cli/accepted.h"
#include "cli/command.h"
#include "cli/completion.h"
#include "cli/help_text.h"
#include "cli/man_page.h"
#include "cli/values.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "pyra/version.h"
#include "show/terminal.h"

namespace pyra {
namespace {

std::vector<const CLI::App*> shown_verbs(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App* verb) { return !verb->get_group().empty(); });
}

/// The verb of that name, or the program where none is given.
const CLI::App& find_verb(const CLI::App& program, const std::string& name) {
  if (name.empty()) return program;
  std::vector<std::string> names;
  for (const CLI::App* verb : shown_verbs(program)) {
    if (verb->get_name() == name) return *verb;
    names.push_back(verb->get_name());
  }
  throw InputError("unknown verb '" + name + "'" + did_you_mean(name, names) + "\nexpected " + listed(names));
}

std::string completions(const CLI::App& program, const std::string& shell) {
  auto values = option_values();
  for (const CLI::App* verb : shown_verbs(program)) values["verb"].push_back(verb->get_name());
  return completion_script(program, shell, values);
}

void print(const std::string& text) {
  if (!(std::cout << text).flush()) throw Failure("cannot write to standard output; is the disk full?");
}

class HelpCommand final : public Command {
 public:
  void define(Options& options) override {
    program_ = &options.program();
    options.add("verb", verb_, "whose options to explain; none: the list of verbs").type_name("VERB");
  }
  void run(const Console&) override {
    const VerbPage page = page_of(find_verb(*program_, lower_case(verb_)));
    print(help_text(page, text_columns(STDOUT_FILENO), shows_colours(STDOUT_FILENO)));
  }

 private:
  const CLI::App* program_ = nullptr;
  std::string verb_;
};

class VersionCommand final : public Command {
 public:
  void define(Options&) override {}
  void run(const Console&) override { print(std::string("pyra ") + kVersion + "\n"); }
};

class CompletionCommand final : public Command {
 public:
  void define(Options& options) override {
    program_ = &options.program();
    options.add("shell", shell_, "whose script to print").transform(one_of({"bash", "zsh", "fish"}));
  }
  void run(const Console&) override { print(completions(*program_, shell_)); }

 private:
  const CLI::App* program_ = nullptr;
  std::string shell_ = "bash";
};

class ManCommand final : public Command {
 public:
  void define(Options& options) override {
    program_ = &options.program();
    options.add("verb", verb_, "whose page to print; none: that of pyra itself").type_name("VERB");
    options
        .add("--install", folder_,
             "write every page, and the completion of every shell, where they belong below this folder "
             "(share/man/man1, share/bash-completion/completions, share/zsh/site-functions, "
             "share/fish/vendor_completions.d)")
        .type_name("DIR");
  }

  void run(const Console&) override {
    if (folder_.empty()) {
      print(page(find_verb(*program_, lower_case(verb_))));
      return;
    }
    write("share/man/man1/" + man_file(page_of(*program_)), page(*program_));
    for (const CLI::App* verb : shown_verbs(*program_))
      write("share/man/man1/" + man_file(page_of(*verb)), page(*verb));
    write("share/bash-completion/completions/pyra", completions(*program_, "bash"));
    write("share/zsh/site-functions/_pyra", completions(*program_, "zsh"));
    write("share/fish/vendor_completions.d/pyra.fish", completions(*program_, "fish"));
  }

 private:
  std::string page(const CLI::App& verb) const {
    std::vector<std::string> others{"pyra"};
    for (const CLI::App* other : shown_verbs(*program_)) others.push_back("pyra-" + other->get_name());
    return man_page(page_of(verb), kVersion, others);
  }

  void write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = std::filesystem::path(folder_) / name;
    std::filesystem::create_directories(file.parent_path());
    write_text(file, text);
  }

  const CLI::App* program_ = nullptr;
  std::string verb_, folder_;
};

}  // namespace

std::unique_ptr<Command> make_help() { return std::make_unique<HelpCommand>(); }
std::unique_ptr<Command> make_version() { return std::make_unique<VersionCommand>(); }
std::unique_ptr<Command> make_completion() { return std::make_unique<CompletionCommand>(); }
std::unique_ptr<Command> make_man() { return std::make_unique<ManCommand>(); }

}  // namespace pyra
