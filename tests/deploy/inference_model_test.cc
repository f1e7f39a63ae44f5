#include "pyra/inference_model.h"

#include <gtest/gtest.h>

#include "deploy/deployed_files.h"
#include "io/expect_error.h"
#include "io/temporary_folder.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::small_model;

TEST(CheckInferenceModel, AcceptsEveryReducerAtItsRates) {
  for (const std::string reducer : {"none", "tome", "pyra"}) {
    EXPECT_NO_THROW(check_inference_model(small_model(
        reducer, reducer == "none" ? std::vector<std::int64_t>{} : std::vector<std::int64_t>{4, 0, 2})))
        << reducer;
  }
}

TEST(CheckInferenceModel, NamesTheTensorAtFault) {
  const InferenceModel good = small_model("pyra", {4, 0, 2});
  InferenceModel model = good;
  model.tensors.erase("blocks.2.pyra_norm.bias");
  expect_input_error([&] { check_inference_model(model); }, "tensor blocks.2.pyra_norm.bias is missing");
  model = good;
  model.tensors["blocks.1.pyra_b"] = good.tensors.at("blocks.0.pyra_b");  // nothing merges there
  expect_input_error([&] { check_inference_model(model); }, "blocks.1.pyra_b (F32 [1, 40]) is in the file");
  model = good;
  model.tensors["head.bias"] = make_tensor(std::vector<float>(3), {3});
  expect_input_error([&] { check_inference_model(model); },
                     "head.bias is F32 [3], but the model needs F32 [7]");
  model = good;
  model.tensors["head.bias"] = make_tensor(std::vector<std::int64_t>(7), {7});
  expect_input_error([&] { check_inference_model(model); }, "head.bias is I64 [7]");
}

TEST(CheckInferenceModel, WantsAnAdapterInEveryBlockOrInNone) {
  InferenceModel model = small_model();
  model.method = "adapter";
  model.width = 3;
  for (const char* block : {"0", "1"}) {
    const std::string name = std::string("blocks.") + block + ".adapter.";
    model.tensors[name + "ln1.weight"] = make_tensor(std::vector<float>(3 * 40), {3, 40});
    model.tensors[name + "ln1.bias"] = make_tensor(std::vector<float>(3), {3});
    model.tensors[name + "ln2.weight"] = make_tensor(std::vector<float>(3 * 40), {40, 3});
    model.tensors[name + "ln2.bias"] = make_tensor(std::vector<float>(40), {40});
  }
  expect_input_error([&] { check_inference_model(model); }, "blocks.2.adapter.ln1.weight is missing");
  model.width = 0;
  expect_input_error([&] { check_inference_model(model); },
                     "by method adapter of width 0; expected 1 to 65536");
  model.method = "lora";
  model.width = 3;
  expect_input_error([&] { check_inference_model(model); }, "blocks.0.adapter.ln1.bias");
}

TEST(CheckInferenceModel, RefusesWhatCannotRun) {
  InferenceModel model = small_model("tome", {4, 4, 4});
  model.rates = {9, 0, 0};
  expect_input_error([&] { check_inference_model(model); },
                     "rates 9,0x2 remove more tokens than there are; at most 8");
  model.rates = {1, 1};
  expect_input_error([&] { check_inference_model(model); }, "2 rates for 3 blocks");
  model = small_model("tome", {4, 4, 4});
  model.reducer = "none";
  expect_input_error([&] { check_inference_model(model); }, "keeps every token");
  model.reducer = "prune";
  expect_input_error([&] { check_inference_model(model); },
                     "unknown reducer 'prune'; known ones are none, tome, pyra");
  model = small_model();
  model.class_names.pop_back();
  expect_input_error([&] { check_inference_model(model); }, "names 6 classes, but its head has 7");
  model = small_model();
  model.preprocessing.crop_width = 32;
  expect_input_error([&] { check_inference_model(model); }, "pictures of 16x32, but it reads 16x16");
}

TEST(SetSchedule, OfToMeIsFree) {
  InferenceModel model = small_model("tome", {4, 4, 0});
  set_schedule(model, "r=2");
  EXPECT_EQ(model.rates, (std::vector<std::int64_t>{2, 2, 2}));
  EXPECT_EQ(model.trained_rates, model.rates);
  EXPECT_EQ(model.schedule, "r=2");
}

TEST(SetSchedule, OfPyraIsItsOwnUnlessForced) {
  InferenceModel model = small_model("pyra", {4, 4, 0});
  EXPECT_NO_THROW(set_schedule(model, "4x2"));
  expect_input_error([&] { set_schedule(model, "2x3"); }, "trained: 4x2");
  expect_input_error([&] { set_schedule(model, "2x3"); }, "asked:   2x3");
  set_schedule(model, "2x3", true);
  EXPECT_EQ(model.rates, (std::vector<std::int64_t>{2, 2, 2}));
  EXPECT_EQ(model.trained_rates, (std::vector<std::int64_t>{4, 4, 0}));
  EXPECT_NO_THROW(check_inference_model(model));
  EXPECT_NO_THROW(set_schedule(model, "4,4"));  // back to its own
}

TEST(SetSchedule, OfAnElasticModelIsFreeDownToItsSteepest) {
  InferenceModel model = small_model("pyra", {4, 4, 2});
  model.rates = model.elastic_to = {4, 3, 0};
  EXPECT_NO_THROW(check_inference_model(model));
  for (const char* spelling : {"none", "r=1", "4,3", "1,4,2"}) {
    set_schedule(model, spelling);
    EXPECT_EQ(model.schedule, spelling);
    EXPECT_EQ(model.trained_rates, (std::vector<std::int64_t>{4, 4, 2})) << "weights keep their shape";
    EXPECT_NO_THROW(check_inference_model(model));
  }
  expect_input_error([&] { set_schedule(model, "8,4"); }, "schedule 8,4 leaves");
  set_schedule(model, "8,4", true);
  EXPECT_EQ(model.rates, (std::vector<std::int64_t>{8, 4, 0}));
  const testing::TemporaryFolder folder;
  write_inference_model(folder / "elastic.safetensors", model);
  EXPECT_EQ(read_inference_model(folder / "elastic.safetensors").elastic_to, model.elastic_to);
}

TEST(SetSchedule, ElasticRatesAreChecked) {
  InferenceModel model = small_model("pyra", {4, 4, 2});
  model.elastic_to = {9, 0, 0};
  expect_input_error([&] { check_inference_model(model); }, "remove more tokens than there are");
  model.elastic_to = {4, 0};
  expect_input_error([&] { check_inference_model(model); }, "steepest rates");
  model.elastic_to = {4, 3, 0};
  model.trained_rates = {4, 9, 2};
  expect_input_error([&] { check_inference_model(model); }, "none above 8");
}

TEST(SetSchedule, AModelThatMergesNothingBecomesToMe) {
  InferenceModel model = small_model();
  set_schedule(model, "none");
  EXPECT_EQ(model.reducer, "none");
  set_schedule(model, "4x3");
  EXPECT_EQ(model.reducer, "tome");
  EXPECT_NO_THROW(check_inference_model(model));
}

}  // namespace
}  // namespace pyra
