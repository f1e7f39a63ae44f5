#include "pyra/adapter_manifest.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "io/expect_error.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using Json = nlohmann::ordered_json;

AdapterManifest example() {
  AdapterManifest manifest;
  manifest.config.depth = 2;
  manifest.config.classes = 2;
  manifest.backbone_path = "/models/vit \"b\".safetensors";
  manifest.backbone_relative_path = "../vit.safetensors";
  manifest.backbone_fingerprint = std::string(64, 'a');
  manifest.method = "lora";
  manifest.width = 8;
  manifest.reducer = "pyra";
  manifest.schedule = "16,10";
  manifest.rates = {16, 10};
  manifest.class_names = {"Käse", "b c"};
  manifest.recipe = "epochs = 3\n";
  manifest.seed = ~std::uint64_t{0};
  manifest.command = "pyra adapt ...";
  manifest.pyra_version = "0.1.0";
  manifest.metrics = {{"top1", 100.0 / 3}};
  return manifest;
}

/// The example's JSON with one change.
template <class Change>
std::string changed(const Change& change) {
  Json json = Json::parse(manifest_to_json(example()));
  change(json);
  return json.dump();
}

TEST(AdapterManifest, SurvivesJson) {
  const AdapterManifest back = manifest_from_json(manifest_to_json(example()));
  EXPECT_EQ(manifest_to_json(back), manifest_to_json(example()));
  EXPECT_EQ(back.config, example().config);
  EXPECT_EQ(back.preprocessing, example().preprocessing);
  EXPECT_EQ(back.class_names, example().class_names);
  EXPECT_EQ(back.rates, example().rates);
  EXPECT_EQ(back.seed, example().seed);
  EXPECT_EQ(back.metrics, example().metrics);
}

TEST(AdapterManifest, RefusesEveryMissingField) {
  const Json all = Json::parse(manifest_to_json(example()));
  EXPECT_EQ(all.size(), 17u);
  for (const auto& [name, value] : all.items()) {
    expect_input_error([&] { manifest_from_json(changed([&](Json& json) { json.erase(name); })); }, name);
  }
}

TEST(AdapterManifest, RefusesEveryFieldOfAnotherType) {
  const Json all = Json::parse(manifest_to_json(example()));
  for (const auto& [name, value] : all.items()) {
    EXPECT_THROW(manifest_from_json(changed([&](Json& json) { json[name] = Json::array({Json::object()}); })),
                 InputError)
        << name;
  }
}

TEST(AdapterManifest, RefusesWhatItDoesNotKnow) {
  expect_input_error([] { manifest_from_json(changed([](Json& json) { json["format_version"] = 3; })); },
                     "format version 3; this pyra reads up to 2: use a newer pyra");
  expect_input_error([] { manifest_from_json(changed([](Json& json) { json["zoom"] = 1; })); },
                     "unknown field 'zoom'");
  for (const char* text : {"", "[]", "{}", "3", "{", "\xff", "null"}) {
    EXPECT_THROW(manifest_from_json(text), InputError) << text;
  }
}

TEST(AdapterManifest, RefusesWhatContradictsItself) {
  const auto refuses = [](const std::string& part, const std::function<void(Json&)>& change) {
    expect_input_error([&] { manifest_from_json(changed(change)); }, part);
  };
  refuses("3 rates for 2 blocks", [](Json& json) { json["rates"] = {1, 2, 3}; });
  refuses("names 1 classes, but its head has 2", [](Json& json) { json["class_names"] = {"one"}; });
  refuses("negative", [](Json& json) { json["rates"] = {-1, 0}; });
  refuses("more than its backbone has", [](Json& json) { json["rates"] = {99, 99}; });
  refuses("width -1", [](Json& json) { json["width"] = -1; });
  refuses("width 70000", [](Json& json) { json["width"] = 70000; });
  refuses("another size", [](Json& json) { json["preprocessing"]["crop_height"] = 32; });
  refuses("not divisible", [](Json& json) { json["config"]["heads"] = 7; });
}

/// Answers would come in units of the training pictures' spread, or scaled where nothing is to be.
TEST(AdapterManifest, HasTheScaleOfItsOutputsWhereTheTaskHasOne) {
  const auto of_values = [](const std::function<void(Json&)>& change) {
    AdapterManifest manifest = example();
    manifest.task = "regression";
    manifest.output_scale = {{1, 2}, {3, 4}};
    Json json = Json::parse(manifest_to_json(manifest));
    change(json);
    return json.dump();
  };
  const AdapterManifest read = manifest_from_json(of_values([](Json&) {}));
  EXPECT_EQ(read.task, "regression");
  EXPECT_EQ(read.output_scale, (OutputScale{{1, 2}, {3, 4}}));
  const auto refuses = [&](const std::string& part, const std::function<void(Json&)>& change) {
    expect_input_error([&] { manifest_from_json(of_values(change)); }, part);
  };
  for (const char* name : {"output_mean", "output_scale"}) {
    refuses(name, [&](Json& json) { json.erase(name); });
    refuses("expected 2 each", [&](Json& json) { json[name] = Json::array(); });
    refuses("expected 2 each", [&](Json& json) { json[name] = {1, 2, 3}; });
  }
  refuses("0 means and 0 scales", [](Json& json) {
    json.erase("output_mean");
    json.erase("output_scale");
  });
  refuses("scales above 0", [](Json& json) { json["output_scale"] = {1, 0}; });
  refuses("scales above 0", [](Json& json) { json["output_scale"] = {1, -1}; });
  refuses("expected 0 each for task labels", [](Json& json) { json["task"] = "labels"; });
  refuses("unknown task 'segments'", [](Json& json) { json["task"] = "segments"; });
}

}  // namespace
}  // namespace pyra
