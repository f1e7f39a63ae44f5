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

TEST(CompareFile, NamesToBeFetchedAreNoPathsOfItsFolder) {
  const std::string toml = "backbone = \"hf:${WHO}/vit@v1\"\n" + kData + kMethods;
  const CompareFile file = parse(toml, Variables({{"WHO", "someone"}}, true));
  EXPECT_EQ(file.backbone->path, "hf:someone/vit@v1");
  EXPECT_EQ(file.backbone->remote, "hf:someone/vit@v1");
  EXPECT_EQ(file.backbone->spelled, "hf:${WHO}/vit@v1");
  EXPECT_EQ(file.data.at(0).path.remote, "");
}

TEST(CompareFile, SaysWhatABackboneLeavesOpen) {
  const std::string said = "copy = \"encoder_q\"\nactivation = \"quick_gelu\"\nimage_size = \"384x192\"\n";
  const CompareFile file = parse("backbone = \"b\"\n" + said + kData + kMethods);
  const BackboneOverrides overrides = file.backbone->overrides();
  EXPECT_EQ(overrides.copy, "encoder_q");
  EXPECT_EQ(overrides.activation, Activation::quick_gelu);
  EXPECT_EQ(overrides.image_size, std::pair(std::int64_t{384}, std::int64_t{192}));
  const CompareFile of_data = parse(kData + "backbone = \"b\"\ncopy = \"ema\"\n" + kMethods);
  EXPECT_EQ(of_data.data.at(0).backbone->overrides().copy, "ema");
  expect_input_error([] { parse("copy = \"ema\"\n" + kData + kMethods); }, "give it where backbone");
  expect_input_error([] { parse("backbone = \"b\"\nactivation = \"quick_glu\"\n" + kData + kMethods); },
                     "did you mean quick_gelu?");
  expect_input_error([] { parse("backbone = \"b\"\nimage_size = \"wide\"\n" + kData + kMethods); }, "'wide'");
}

TEST(CompareFile, GuessesWhatWasMeant) {
  expect_input_error([] { parse("sedes = [0]\n" + kData + kMethods); }, "did you mean seeds?");
  expect_input_error([] { parse("options = { epoch = 3 }\n" + kData + kMethods); }, "did you mean epochs?");
  expect_input_error([] { parse(kData + kMethods + "role = \"base_line\"\n"); }, "did you mean baseline?");
  expect_input_error([] { parse(kData + kMethods + "redcer = \"tome\"\n"); }, "did you mean reducer?");
}

TEST(CompareFile, NamesWhatIsWrong) {
  expect_input_error([] { parse("seeds = [0"); }, "compare.toml:1: not valid TOML");
  expect_input_error([] { parse(kMethods); }, "there is no [[data]] entry");
  expect_input_error([] { parse(kData); }, "there is no [[method]] entry");
  expect_input_error([] { parse("sedes = [0]\n" + kData + kMethods); }, "sedes");
  expect_input_error([] { parse("options = { epoch = 3 }\n" + kData + kMethods); }, "unknown option 'epoch'");
  expect_input_error([] { parse("options = { seed = 3 }\n" + kData + kMethods); },
                     "options.seed is given by seeds");
  expect_input_error([] { parse(kData + kData + kMethods); }, "two [[data]] entries are called 'clothes'");
  expect_input_error([] { parse(kData + kMethods + "role = \"best\"\n"); }, "unknown role 'best'");
  expect_input_error([] { parse(kData + kMethods + "tocom = true\n"); }, "tocom needs from");
  expect_input_error([] { parse(kData + "[[method]]\nname = \"x\"\nfrom = \"LoRA\"\n"); },
                     "from_schedule is missing");
  expect_input_error([] { parse("[speed]\ndtype = \"f8\"\n" + kData + kMethods); }, "unknown dtype 'f8'");
}

}  // namespace
}  // namespace pyra
