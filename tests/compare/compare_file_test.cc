#include "compare/compare_file.h"

#include <gtest/gtest.h>

#include "compare/compare_texts.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

TEST(CompareFile, HasDefaults) {
  const CompareFile file = parse(kData + kMethods);
  EXPECT_EQ(file.schedules, (std::vector<std::string>{"low"}));
  EXPECT_EQ(file.seeds, (std::vector<std::uint64_t>{0, 1, 2}));
  EXPECT_EQ(file.out, "/folder/compare");
  EXPECT_EQ(file.report, "/folder/compare/report.html");
  EXPECT_EQ(file.data.at(0).path.path, "/folder/clothes");
  EXPECT_EQ(file.methods.at(1).reducer, "tome");
}

TEST(CompareFile, TakesPathsFromVariables) {
  const std::string toml = "backbone = \"${MODELS}/vit.safetensors\"\n" + kData + kMethods;
  const CompareFile file = parse(toml, Variables({{"MODELS", "/elsewhere"}}, true));
  EXPECT_EQ(file.backbone->path, "/elsewhere/vit.safetensors");
  EXPECT_EQ(file.backbone->spelled, "${MODELS}/vit.safetensors");
  expect_input_error([&] { parse(toml); }, "MODELS");
}

TEST(CompareFile, NamesWhatIsWrong) {
  expect_input_error([] { parse("seeds = [0"); }, "compare.toml:1: not valid TOML");
  expect_input_error([] { parse(kMethods); }, "there is no [[data]] entry");
  expect_input_error([] { parse(kData); }, "there is no [[method]] entry");
  expect_input_error([] { parse("sedes = [0]\n" + kData + kMethods); }, "sedes");
  expect_input_error([] { parse("options = { epoch = 3 }\n" + kData + kMethods); }, "unknown option 'epoch'");
  expect_input_error([] { parse("options = { seed = 3 }\n" + kData + kMethods); }, "options.seed is given by seeds");
  expect_input_error([] { parse(kData + kData + kMethods); }, "two [[data]] entries are called 'clothes'");
  expect_input_error([] { parse(kData + kMethods + "role = \"best\"\n"); }, "unknown role 'best'");
  expect_input_error([] { parse(kData + kMethods + "tocom = true\n"); }, "tocom needs from");
  expect_input_error([] { parse(kData + "[[method]]\nname = \"x\"\nfrom = \"LoRA\"\n"); }, "from_schedule is missing");
  expect_input_error([] { parse("[speed]\ndtype = \"f8\"\n" + kData + kMethods); }, "unknown dtype 'f8'");
}

}  // namespace
}  // namespace pyra
