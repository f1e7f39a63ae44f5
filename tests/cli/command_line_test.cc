// The parts that read a command line, explain it and name what is wrong with it, on a small program of their
// own.

#include <gtest/gtest.h>

#include <sstream>

#include "base/text/utf8.h"
#include "base/text/words.h"
#include "cli/accepted.h"
#include "cli/help_text.h"
#include "cli/man_page.h"
#include "cli/usage_error.h"

namespace pyra {
namespace {

class CommandLineTest : public ::testing::Test {
 protected:
  CommandLineTest() {
    app_.require_subcommand(1);
    CLI::App* adapt = app_.add_subcommand("adapt", "train an adapter");
    Options of_adapt(*adapt);
    of_adapt
        .add("--backbone", text_,
             "pretrained checkpoint, which is read and not changed by anything that follows")
        .required()
        .type_name("FILE");
    of_adapt.add("--batch", number_, "pictures a step").check(whole_in(1, 64)).capture_default_str();
    of_adapt.add("--lr", real_, "learning rate").check(number_in(0, 1));
    of_adapt.add("--seconds", real_, "patience").check(number_above_zero());
    of_adapt.add("--on-corrupt", word_, "an unreadable picture").transform(one_of({"fail", "skip"}));
    of_adapt.add("--heads", number_, "without a check of its own");
    of_adapt.add("--drop-last", flag_, "leave out the last batch").type_name("[true]").may_stand_alone();
    of_adapt.flag("--resume", resume_, "go on").group("Rarely");
    of_adapt.add("--secret", text_, "").group("");
    adapt->footer(
        "Examples:\n  pyra adapt --backbone a.safetensors --batch 8 --lr 0.5 --on-corrupt skip "
        "--drop-last\n\nA paragraph\nof two lines.");
    CLI::App* eval = app_.add_subcommand("eval", "measure accuracy");
    Options(*eval).add("pictures", texts_, "files").required().type_name("FILE");
  }

  /// What is said about these words; empty where they are right.
  std::string told(std::vector<std::string> words) {
    words.insert(words.begin(), "pyra");
    std::vector<const char*> raw;
    for (const std::string& word : words) raw.push_back(word.c_str());
    const int count = static_cast<int>(raw.size());
    if (const auto unknown = unknown_verb(app_, count, raw.data())) return *unknown;
    try {
      app_.parse(count, raw.data());
    } catch (const CLI::ParseError& error) {
      return explain(error, app_);
    }
    return "";
  }

  void expect(const std::vector<std::string>& words, const std::vector<std::string>& parts) {
    const std::string text = told(words);
    for (const std::string& part : parts) EXPECT_NE(text.find(part), std::string::npos) << text;
  }

  CLI::App app_{"a program", "pyra"};
  std::string text_, word_, flag_;
  std::vector<std::string> texts_;
  int number_ = 8;
  double real_ = 0;
  bool resume_ = false;
};

TEST_F(CommandLineTest, UnknownVerbsAreNamedListedAndGuessed) {
  expect({"adpat"}, {"unknown verb 'adpat'; did you mean adapt?", "expected adapt or eval", "pyra --help"});
  expect({"train"}, {"did you mean adapt?"});
  expect({"frobnicate"}, {"unknown verb 'frobnicate'\n"});
  expect({}, {"no verb given", "adapt or eval", "--help"});
}

TEST_F(CommandLineTest, UnknownOptionsAreNamedListedAndGuessed) {
  expect({"adapt", "--bach", "8"},
         {"pyra adapt has no option --bach; did you mean --batch?", "--on-corrupt", "pyra adapt --help"});
  expect({"adapt", "--backbone", "a", "--Drop_Last"}, {"--Drop_Last; did you mean --drop-last?"});
  expect({"adapt", "--backbone", "a", "--learning-rate=1"},
         {"no option --learning-rate; did you mean --lr?"});
  EXPECT_EQ(told({"adapt", "--bach"}).find("--secret"), std::string::npos);
  expect({"adapt", "--backbone", "a", "more"}, {"'more' given where pyra adapt expects an option"});
}

TEST_F(CommandLineTest, WrongValuesSayWhatWasGivenAndExpected) {
  const auto with = [](const std::string& option, const std::string& value) {
    return std::vector<std::string>{"adapt", "--backbone", "a", option, value};
  };
  expect(with("--batch", "0"), {"--batch: '0' given, a whole number from 1 to 64 expected"});
  expect(with("--batch", "many"), {"--batch: 'many' given, a whole number from 1 to 64 expected"});
  expect(with("--batch", "1.5"), {"'1.5' given"});
  expect(with("--lr", "2"), {"--lr: '2' given, a number from 0 to 1 expected"});
  expect(with("--seconds", "0"), {"--seconds: '0' given, a number above 0 expected"});
  expect(with("--seconds", "inf"), {"'inf' given"});
  expect(with("--on-corrupt", "skp"),
         {"--on-corrupt: 'skp' given, fail or skip expected; did you mean skip?"});
  expect(with("--heads", "two"), {"--heads: 'two' given, a whole number expected"});
  expect({"adapt", "--backbone"}, {"--backbone: no value given, --backbone FILE expected"});
  expect({"adapt", "--backbone", "a", "--batch", "1", "--batch", "2"},
         {"--batch is given 2 times (1 and 2), one value expected"});
  expect({"adapt"}, {"pyra adapt needs --backbone FILE (pretrained checkpoint"});
  expect({"eval"}, {"pyra eval needs pictures, FILE... (files)"});
}

TEST_F(CommandLineTest, NamesComeInAnyCaseAndFlagsWithAndWithoutValues) {
  EXPECT_EQ(told({"adapt", "--backbone", "A.st", "--on-corrupt", "SKIP", "--drop-last", "--lr", "1"}), "");
  EXPECT_EQ(text_, "A.st");
  EXPECT_EQ(word_, "skip");
  EXPECT_EQ(flag_, "true");
  EXPECT_EQ(told({"adapt", "--backbone", "a", "--drop-last", "false"}), "");
  EXPECT_EQ(flag_, "false");
}

TEST_F(CommandLineTest, HelpFitsAnyWidth) {
  for (const int columns : {40, 60, 80, 120}) {
    const std::string text = help_text(page_of(*app_.get_subcommand("adapt")), columns, false);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(display_columns(line), static_cast<std::size_t>(columns)) << line;
    for (const char* part :
         {"--backbone FILE", "--on-corrupt fail|skip", "Rarely:", "A paragraph of two lines."})
      EXPECT_NE(text.find(part), std::string::npos) << text;
    EXPECT_EQ(text.find("--secret"), std::string::npos);
    EXPECT_LT(text.find("--backbone"), text.find("--batch"));
    EXPECT_LT(text.find("--batch"), text.find("--resume"));
  }
}

TEST_F(CommandLineTest, ALongCommandGoesOnAsAShellReadsIt) {
  const std::string text = help_text(page_of(*app_.get_subcommand("adapt")), 60, false);
  EXPECT_NE(text.find("--lr 0.5 \\\n      --on-corrupt skip"), std::string::npos) << text;
}

TEST_F(CommandLineTest, TheManualPageEscapesWhatRoffWouldRead) {
  app_.get_subcommand("adapt")->footer(".dots and 'quotes\n  a\\b");
  const std::string page =
      man_page(page_of(*app_.get_subcommand("adapt")), "1.2.3", {"pyra", "pyra-adapt", "pyra-eval"});
  EXPECT_TRUE(page.starts_with(".TH \"PYRA\\-ADAPT\" 1 \"\" \"pyra 1.2.3\"")) << page;
  for (const char* part :
       {"\n\\&.dots", "a\\eb", ".TP\n.B \"\\-\\-backbone FILE\"\n", ".BR pyra (1),\n.BR pyra\\-eval (1)\n"}) {
    EXPECT_NE(page.find(part), std::string::npos) << page;
  }
  EXPECT_EQ(man_file(page_of(*app_.get_subcommand("adapt"))), "pyra-adapt.1");
}

TEST(Words, EditsAreLettersChangedAddedLeftOutOrSwapped) {
  EXPECT_EQ(edits_between("adapt", "adapt"), 0U);
  EXPECT_EQ(edits_between("adpat", "adapt"), 1U);
  EXPECT_EQ(edits_between("adap", "adapt"), 1U);
  EXPECT_EQ(edits_between("", "eval"), 4U);
}

TEST(Words, OnlyWhatIsNearIsSuggested) {
  const std::vector<std::string> known{"adapt", "eval", "predict", "pretrain"};
  EXPECT_EQ(nearest_word("Evaluate", known), "eval");
  EXPECT_EQ(nearest_word("pred", known), "predict");
  EXPECT_EQ(nearest_word("xyzzy", known), "");
  EXPECT_EQ(nearest_word("", known), "");
  EXPECT_EQ(nearest_word("--", known), "");
}

}  // namespace
}  // namespace pyra
