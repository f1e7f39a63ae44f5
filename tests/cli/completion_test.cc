#include "cli/completion.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

// A command line of every kind of argument, and a folder to complete paths in.
class CompletionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("pyra_completion_" + std::to_string(getpid()));
    fs::create_directories(folder_ / "weights dir");
    std::ofstream(folder_ / "model one.safetensors") << "x";
    app_.require_subcommand(1);
    app_.add_flag("--version", flag_, "print the version");
    CLI::App* adapt = app_.add_subcommand("adapt", "adapt a backbone, it's quick");
    adapt->add_option("--backbone,-b", text_, "checkpoint")->type_name("FILE");
    adapt->add_option("--data", text_, "pictures")->type_name("DIR");
    adapt->add_option("--method", text_, "what is trained");
    adapt->add_option("--schedule", text_, "tokens to merge");
    adapt->add_option("--device", text_, "where")->check(CLI::IsMember({"cpu", "cuda"}));
    adapt->add_option("--epochs", number_, "how long");
    adapt->add_option("--secret", text_, "not shown in help")->group("");
    adapt->add_flag("--resume", flag_, "go on");
    adapt->add_option_group("more")->add_option("--grouped", number_, "in an option group");
    CLI::App* predict = app_.add_subcommand("predict", "label pictures");
    predict->add_option("pictures", texts_, "files")->type_name("FILE");
    CLI::App* shell = app_.add_subcommand("completion", "print this");
    shell->add_option("shell", text_, "which")->check(CLI::IsMember({"bash", "zsh"}));
    app_.add_subcommand("hidden", "for developers")->group("");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string script(const std::string& shell) const {
    return completion_script(app_, shell, {{"--method", {"lora", "adapter"}}, {"--schedule", {"low", "r="}}});
  }

  // Standard output of a shell script, run inside the folder.
  std::string run(const std::string& shell, const std::string& text) const {
    const fs::path file = folder_ / ".script";
    std::ofstream(file) << text;
    const std::string command = "cd '" + folder_.string() + "' && " + shell + " '" + file.string() + "' 2>&1";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string output;
    std::array<char, 256> buffer;
    while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) output += buffer.data();
    return output;
  }

  // What bash would offer for the last of these words.
  std::vector<std::string> complete(const std::vector<std::string>& words) const {
    std::string text = script("bash") + "\nCOMP_WORDS=(";
    for (const std::string& word : words) text += "'" + word + "' ";
    text +=
        ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) + "\n_pyra\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    std::istringstream lines(run("bash --norc", text));
    std::vector<std::string> offered;
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty()) offered.push_back(line);
    }
    return offered;
  }

  CLI::App app_{"test program", "pyra"};
  fs::path folder_;
  std::string text_;
  std::vector<std::string> texts_;
  int number_ = 0;
  bool flag_ = false;
};

using Words = std::vector<std::string>;

bool has(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

TEST_F(CompletionTest, OffersSubcommandsButNotHiddenOnes) {
  EXPECT_EQ(complete({"pyra", ""}), (Words{"adapt", "predict", "completion"}));
  EXPECT_EQ(complete({"pyra", "pr"}), (Words{"predict"}));
}

TEST_F(CompletionTest, OffersOptionsOfTheSubcommandOnly) {
  const Words offered = complete({"pyra", "adapt", "-"});
  for (const char* name : {"--backbone", "-b", "--resume", "--help", "--grouped"}) {
    EXPECT_TRUE(has(offered, name)) << name;
  }
  EXPECT_FALSE(has(offered, "--secret"));
  EXPECT_FALSE(has(offered, "--version"));
  EXPECT_EQ(complete({"pyra", "--v"}), (Words{"--version"}));
}

TEST_F(CompletionTest, OffersOptionsWhereNothingElseCanFollow) {
  EXPECT_TRUE(has(complete({"pyra", "adapt", ""}), "--backbone"));
}

TEST_F(CompletionTest, CompletesFixedValues) {
  EXPECT_EQ(complete({"pyra", "adapt", "--method", ""}), (Words{"lora", "adapter"}));
  EXPECT_EQ(complete({"pyra", "adapt", "--method", "l"}), (Words{"lora"}));
  EXPECT_EQ(complete({"pyra", "adapt", "--device", "cu"}), (Words{"cuda"}));
}

TEST_F(CompletionTest, CompletesValuesAfterAnEqualsSign) {
  EXPECT_EQ(complete({"pyra", "adapt", "--method", "=", "ad"}), (Words{"adapter"}));
  EXPECT_EQ(complete({"pyra", "adapt", "--method", "="}), (Words{"lora", "adapter"}));
  EXPECT_EQ(complete({"pyra", "adapt", "--method=ad"}), (Words{"--method=adapter"}));  // as zsh has it
}

TEST_F(CompletionTest, CompletesFilesWithSpacesAndFolders) {
  EXPECT_EQ(complete({"pyra", "adapt", "--backbone", "mod"}), (Words{"model one.safetensors"}));
  EXPECT_EQ(complete({"pyra", "adapt", "-b", "we"}), (Words{"weights dir"}));
  EXPECT_EQ(complete({"pyra", "adapt", "--data", ""}), (Words{"weights dir"}));
}

TEST_F(CompletionTest, OffersNothingForFreeValues) {
  EXPECT_EQ(complete({"pyra", "adapt", "--epochs", ""}), Words{});
}

TEST_F(CompletionTest, AValueIsNotTakenForASubcommand) {
  EXPECT_EQ(complete({"pyra", "adapt", "--method", "predict", "--dev"}), (Words{"--device"}));
  EXPECT_EQ(complete({"pyra", "adapt", "--method", "=", "predict", "--dev"}), (Words{"--device"}));
}

TEST_F(CompletionTest, CompletesPositionals) {
  EXPECT_EQ(complete({"pyra", "predict", "a.png", "mod"}), (Words{"model one.safetensors"}));
  EXPECT_EQ(complete({"pyra", "completion", ""}), (Words{"bash", "zsh"}));
  EXPECT_FALSE(has(complete({"pyra", "completion", "bash", ""}), "zsh"));
}

TEST_F(CompletionTest, ScriptRegistersItself) {
  EXPECT_EQ(run("bash --norc", script("bash") + "\ncomplete -p pyra\n"), "complete -F _pyra pyra\n");
}

TEST_F(CompletionTest, ZshAcceptsTheScript) {
  if (run("sh", "command -v zsh").empty()) GTEST_SKIP() << "zsh is not installed";
  const std::string text =
      "autoload -Uz compinit && compinit -D -u\n" + script("zsh") + "\nprint -r -- $_comps[pyra]\n";
  EXPECT_EQ(run("zsh -f", text), "_bash_complete -F _pyra\n");
}

TEST_F(CompletionTest, FishCompletes) {
  if (run("sh", "command -v fish").empty()) GTEST_SKIP() << "fish is not installed";
  const auto offered = [&](const std::string& line) {
    return run("fish --no-config", script("fish") + "complete -C '" + line + "'\n");
  };
  EXPECT_EQ(offered("pyra ad"), "adapt\tadapt a backbone, it's quick\n");
  // Behind a tab follows a description, which differs between releases of fish.
  EXPECT_EQ(offered("pyra adapt --method l").substr(0, 5), "lora\t");
  EXPECT_EQ(offered("pyra adapt --backbone mod").substr(0, 21), "model one.safetensors");
  EXPECT_EQ(offered("pyra adapt --data we").substr(0, 12), "weights dir/");
  EXPECT_EQ(offered("pyra adapt --epochs m"), "");
}

TEST_F(CompletionTest, RefusesAnotherShell) { EXPECT_THROW(script("csh"), InputError); }

}  // namespace
}  // namespace pyra
