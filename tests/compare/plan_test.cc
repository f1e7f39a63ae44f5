#include "compare/plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "compare/commands.h"
#include "compare/compare_texts.h"
#include "compare/summary.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

const std::string kTransfer = "[[method]]\nname = \"moved\"\nfrom = \"ToMe\"\nfrom_schedule = \"r=4\"\n";

std::vector<std::string> names(const ComparePlan& plan) {
  std::vector<std::string> result;
  for (const Cell& cell : plan.cells) result.push_back(cell.name);
  return result;
}

TEST(ComparePlan, HasACellForEverything) {
  const ComparePlan plan =
      make_plan(parse("seeds = [3, 5]\nschedules = [\"low\", \"r=8\"]\n" + kData + kMethods));
  EXPECT_EQ(names(plan), (std::vector<std::string>{"clothes-LoRA-none-seed3", "clothes-ToMe-low-seed3",
                                                   "clothes-ToMe-r=8-seed3", "clothes-PYRA-low-seed3",
                                                   "clothes-PYRA-r=8-seed3", "clothes-LoRA-none-seed5",
                                                   "clothes-ToMe-low-seed5", "clothes-ToMe-r=8-seed5",
                                                   "clothes-PYRA-low-seed5", "clothes-PYRA-r=8-seed5"}));
  EXPECT_EQ(plan.cells[3].recipe.reducer, "pyra");
  EXPECT_EQ(plan.cells[3].recipe.seed, 3U);
}

TEST(ComparePlan, NearerOptionsWin) {
  const ComparePlan plan =
      make_plan(parse("options = { epochs = 10, lr = 0.1 }\n" + kData + "options = { lr = 0.2 }\n" +
                      kMethods + "options = { epochs = 7 }\n"));
  EXPECT_EQ(plan.cells[0].recipe.epochs, 10);
  EXPECT_EQ(plan.cells[0].recipe.lr, 0.2);
  EXPECT_EQ(plan.cells.back().recipe.epochs, 7);
}

TEST(ComparePlan, KeepsAMethodToItsDataSets) {
  const std::string two = kData + "[[data]]\nname = \"birds\"\npath = \"birds\"\n";
  const ComparePlan plan =
      make_plan(parse("seeds = [0]\nschedules = [\"low\"]\n" + two + kMethods + "data = [\"birds\"]\n"));
  EXPECT_EQ(names(plan), (std::vector<std::string>{"clothes-LoRA-none-seed0", "clothes-ToMe-low-seed0",
                                                   "birds-LoRA-none-seed0", "birds-ToMe-low-seed0",
                                                   "birds-PYRA-low-seed0"}));
}

TEST(ComparePlan, TrainsWhatIsEvaluatedAtAnotherRate) {
  const ComparePlan plan =
      make_plan(parse("seeds = [0]\nschedules = [\"low\"]\n" + kData + kMethods + kTransfer));
  const auto moved = std::find_if(plan.cells.begin(), plan.cells.end(),
                                  [](const Cell& cell) { return cell.name == "clothes-moved-low-seed0"; });
  ASSERT_NE(moved, plan.cells.end());
  ASSERT_TRUE(moved->source);
  const Cell& source = plan.cells[*moved->source];
  EXPECT_EQ(source.name, "clothes-ToMe-r=4-seed0");
  EXPECT_FALSE(source.shown);
  EXPECT_LT(*moved->source, static_cast<std::size_t>(moved - plan.cells.begin()));
}

TEST(ComparePlan, TrainsTheTeacherFirst) {
  const std::string taught =
      "[[method]]\nname = \"taught\"\nreducer = \"tome\"\nteacher = \"LoRA\"\nschedules = [\"low\"]\n";
  const ComparePlan plan = make_plan(parse(
      "backbone = \"b.safetensors\"\nseeds = [4]\nschedules = [\"r=2\"]\n" + kData + kMethods + taught));
  const Cell& cell = plan.cells.back();
  ASSERT_EQ(cell.name, "clothes-taught-low-seed4");
  ASSERT_TRUE(cell.needs());
  EXPECT_EQ(plan.cells[*cell.needs()].name, "clothes-LoRA-none-seed4");
  EXPECT_NE(settings_of(plan, cell).find(R"("teacher":"LoRA")"), std::string::npos);
  const auto words = run_words(plan, cell, 1, false);
  const auto option = std::find(words.begin(), words.end(), "--teacher");
  ASSERT_NE(option, words.end());
  EXPECT_TRUE((option + 1)->ends_with("clothes-LoRA-none-seed4/run")) << *(option + 1);
  EXPECT_NE(shown_command(plan, cell).find("--teacher clothes-LoRA-none-seed4"), std::string::npos);
}

TEST(ComparePlan, GivesEveryCommandWhatIsSaidOfTheBackbone) {
  const ComparePlan plan = make_plan(
      parse("backbone = \"b.safetensors\"\ncopy = \"encoder_q\"\nimage_size = \"384x192\"\nseeds = [0]\n" +
            kData + kMethods + kTransfer));
  const auto has = [](const std::vector<std::string>& words, const std::string& option,
                      const std::string& value) {
    const auto found = std::find(words.begin(), words.end(), option);
    return found != words.end() && found + 1 != words.end() && *(found + 1) == value;
  };
  for (const Cell& cell : plan.cells) {
    EXPECT_TRUE(has(run_words(plan, cell, 1, false), "--copy", "encoder_q")) << cell.name;
    EXPECT_TRUE(has(run_words(plan, cell, 1, false), "--image-size", "384x192")) << cell.name;
    EXPECT_TRUE(has(speed_words(plan, cell, 1), "--copy", "encoder_q")) << cell.name;
    EXPECT_FALSE(has(speed_words(plan, cell, 1), "--image-size", "384x192"))
        << "bench runs it at the size of its training";
    EXPECT_NE(settings_of(plan, cell).find("encoder_q"), std::string::npos);
  }
}

TEST(ComparePlan, ABackboneByAVariableIsTheOneByItsPath) {
  const std::string rest = "seeds = [0]\n" + kData + kMethods;
  const ComparePlan by_path = make_plan(parse("backbone = \"/models/b.safetensors\"\n" + rest));
  const ComparePlan by_variable = make_plan(
      parse("backbone = \"${BACKBONE}\"\n" + rest, Variables({{"BACKBONE", "/models/b.safetensors"}}, true)));
  EXPECT_EQ(settings_of(by_path, by_path.cells[0]), settings_of(by_variable, by_variable.cells[0]));
}

TEST(ComparePlan, RefusesWhatCannotWork) {
  const auto plan = [](const std::string& more) {
    return [more] { make_plan(parse(kData + kMethods + more)); };
  };
  expect_input_error(plan("[[method]]\nname = \"x\"\nreducer = \"topk\"\n"),
                     "'x': unknown reducer 'topk'; known ones are none, tome, pyra");
  expect_input_error(plan("[[method]]\nname = \"x\"\nadapter = \"prompts\"\n"),
                     "'x': unknown method 'prompts'");
  expect_input_error(plan("data = [\"birds\"]\n"),
                     "'PYRA': data = 'birds' is no [[data]] entry; those are 'clothes'");
  expect_input_error(plan("[[method]]\nname = \"x\"\nschedules = [\"low\"]\n"),
                     "reducer none keeps every one");
  expect_input_error(plan("[[method]]\nname = \"x\"\nteacher = \"nobody\"\n"),
                     "teacher = 'nobody' is no method that is trained");
  expect_input_error(plan("[[method]]\nname = \"x\"\nteacher = \"ToMe\"\n"), "merges tokens (reducer tome)");
  expect_input_error(plan("[[method]]\nname = \"x\"\nfrom = \"nobody\"\nfrom_schedule = \"low\"\n"),
                     "'nobody' is no method that is trained");
  expect_input_error(plan("[[method]]\nname = \"x\"\nfrom = \"PYRA\"\nfrom_schedule = \"low\"\n"),
                     "belong to the schedule they were trained at");
  expect_input_error(plan(kTransfer + "tocom = true\n"),
                     "neither [[data]] 'clothes' nor the file names a tocom");
  expect_input_error(plan("role = \"baseline\"\n[[method]]\nname = \"x\"\nrole = \"baseline\"\n"),
                     "one row has it");
  expect_input_error([] { make_plan(parse("seeds = [1, 1]\n" + kData + kMethods)); },
                     "seed 1 is there twice");
}

TEST(CompareSummary, MeasuresAgainstItsReferences) {
  const ComparePlan plan = make_plan(parse("seeds = [0, 1]\nschedules = [\"low\"]\n" + kData + kMethods));
  const std::map<std::string, std::vector<double>> top1{
      {"none", {80, 82}}, {"tome", {70, 71}}, {"pyra", {74, 77}}};
  std::vector<CellState> states;
  for (const Cell& cell : plan.cells) {
    CellRecord record;
    record.numbers = {{"top1", top1.at(cell.recipe.reducer).at(cell.seed())}, {"gmac", 2.0}};
    states.push_back({record, {}});
  }
  const Summary summary = summarise(plan, states, {});
  const SummaryRow* pyra = summary.find(0, 2, "low");
  ASSERT_NE(pyra, nullptr);
  EXPECT_DOUBLE_EQ(pyra->mean, 75.5);
  EXPECT_NEAR(pyra->spread, 2.1213203, 1e-6);
  EXPECT_DOUBLE_EQ(pyra->difference.mean, 5);         // +4 and +6
  EXPECT_NEAR(pyra->difference.half, 12.7062, 1e-3);  // t(0.975, 1) * sqrt(2) / sqrt(2)
  EXPECT_NEAR(pyra->recovery, (75.5 - 70.5) / (81 - 70.5), 1e-12);
}

}  // namespace
}  // namespace pyra
