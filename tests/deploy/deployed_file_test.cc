// The deployed file: what goes in comes out, and nothing else is taken for one.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "deploy/deployed_files.h"
#include "io/expect_error.h"
#include "methods/list.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::small_model;

class DeployedFile : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& name = "model.safetensors") const { return folder_ / name; }
  void write(DType matrices = DType::f32) {
    write_inference_model(file(), model_, matrices);
    good_ = read_checkpoint(file());
  }
  /// The manifest changed by `edit`, the tensors as they are.
  template <typename Edit>
  void rewrite(const Edit& edit) {
    auto json = nlohmann::ordered_json::parse(good_.metadata.at(kDeployedKey));
    edit(json);
    write_safetensors(file(), good_.tensors, {{kDeployedKey, json.dump()}});
  }

  testing::TemporaryFolder folder_;
  InferenceModel model_ = small_model("pyra", {4, 0, 2});
  Checkpoint good_;
};

TEST_F(DeployedFile, GivesBackWhatWentIn) {
  set_schedule(model_, "2x3", true);
  model_.command = "pyra export --to runtime";
  model_.class_names[0] = "gr\u00fcn \"leaf\"\n";
  model_.preprocessing.mean = {0.1, 0.2, 0.3};
  write();
  const InferenceModel read = read_inference_model(file());
  EXPECT_EQ(read.config, model_.config);
  EXPECT_EQ(read.reducer, "pyra");
  EXPECT_EQ(read.rates, model_.rates);
  EXPECT_EQ(read.trained_rates, (std::vector<std::int64_t>{4, 0, 2}));
  EXPECT_EQ(read.schedule, "2x3");
  EXPECT_EQ(read.preprocessing, model_.preprocessing);
  EXPECT_EQ(read.class_names, model_.class_names);
  EXPECT_EQ(read.backbone_fingerprint, model_.backbone_fingerprint);
  EXPECT_EQ(read.command, model_.command);
  ASSERT_EQ(read.tensors.size(), model_.tensors.size());
  for (const auto& [name, tensor] : model_.tensors)
    EXPECT_EQ(read.tensors.at(name).to_float(), tensor.to_float()) << name;
}

TEST_F(DeployedFile, WritesEqualBytesForEqualModels) {
  write();
  write_inference_model(file("again.safetensors"), model_);
  EXPECT_EQ(testing::read_bytes(file()), testing::read_bytes(file("again.safetensors")));
}

TEST_F(DeployedFile, StoresMatricesInHalfTheSize) {
  model_.tensors["head.weight"] =
      make_tensor(std::vector<float>(7 * 40, 1.00390625F), {7, 40});  // 1 + 2^-8, a tie: to even
  write();
  const auto whole = std::filesystem::file_size(file());
  write(DType::bf16);
  EXPECT_LT(static_cast<double>(std::filesystem::file_size(file())), 0.6 * static_cast<double>(whole));
  const InferenceModel read = read_inference_model(file());
  EXPECT_EQ(read.tensors.at("head.weight").dtype, DType::bf16);
  EXPECT_EQ(read.tensors.at("head.weight").to_float(), std::vector<float>(7 * 40, 1.0F));
  for (const char* name : {"pos_embed", "norm.weight", "head.bias", "blocks.0.pyra_a", "blocks.0.pyra_b"}) {
    EXPECT_EQ(read.tensors.at(name).dtype, DType::f32) << name;
  }
  expect_input_error([&] { write(DType::f16); }, "expected F32 or BF16");
}

TEST_F(DeployedFile, RefusesToWriteWhatCannotRun) {
  model_.tensors.erase("norm.bias");
  expect_input_error([&] { write(); }, "norm.bias is missing");
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(DeployedFile, RefusesOtherFilesByName) {
  const auto backbone = testing::write_backbone_file(file("backbone.safetensors"));
  expect_input_error([&] { read_inference_model(backbone); }, "backbone.safetensors is not a deployed model");
  testing::write_adapter(file(), {}, testing::manifest_on(backbone, "lora", "none", {}));
  expect_input_error([&] { read_inference_model(file()); }, "it is a pyra adapter. pyra export");
  expect_input_error([&] { read_inference_model(file("missing")); }, "missing");
}

TEST_F(DeployedFile, RefusesATruncatedFileAtEveryLength) {
  write();
  const std::string bytes = testing::read_bytes(file());
  for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 40) {
    testing::write_bytes(file("cut.safetensors"), std::string_view(bytes).substr(0, length));
    expect_input_error([&] { read_inference_model(file("cut.safetensors")); }, "cut.safetensors");
  }
}

TEST_F(DeployedFile, RefusesANewerFormat) {
  write();
  rewrite([](auto& json) { json["format_version"] = 4; });
  expect_input_error([&] { read_inference_model(file()); },
                     "format version 4; this pyra reads up to 3: use a newer pyra");
}

// Written up to 0.2: the tensors tell.
TEST_F(DeployedFile, InfersTheMethodOfOlderFiles) {
  for (const Method& method : methods()) {
    SCOPED_TRACE(method.name);
    InferenceModel model = testing::small_model();
    for (const auto& [name, shape] : method.left(model.config, 3)) {
      const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
      model.tensors[name] = make_tensor(std::vector<float>(static_cast<std::size_t>(count)), shape);
    }
    model.method = method.name;
    model.width = method.has_width() ? 3 : 0;
    write_inference_model(file(), model);
    const InferenceModel newer = read_inference_model(file());
    EXPECT_EQ(newer.method, model.method);
    EXPECT_EQ(newer.width, model.width);
    good_ = read_checkpoint(file());
    rewrite([](auto& json) {
      json["format_version"] = 1;
      json.erase("method");
      json.erase("width");
    });
    const InferenceModel older = read_inference_model(file());
    EXPECT_EQ(older.method, method.bottleneck != nullptr ? method.name : "none");
    EXPECT_EQ(older.width, method.bottleneck != nullptr ? 3 : 0);
  }
}

TEST_F(DeployedFile, RefusesAManifestThatIsNotOne) {
  write();
  for (const char* field : {"rates", "reducer", "config", "class_names", "format_version", "schedule"}) {
    rewrite([&](auto& json) { json.erase(field); });
    expect_input_error([&] { read_inference_model(file()); }, field);
    rewrite([&](auto& json) { json[field] = {{"surprise", 1}}; });
    expect_input_error([&] { read_inference_model(file()); }, "model.safetensors: ");
  }
  rewrite([](auto& json) { json["surprise"] = 1; });
  expect_input_error([&] { read_inference_model(file()); }, "unknown field 'surprise'");
  rewrite([](auto& json) { json["config"]["dim"] = 44; });
  expect_input_error([&] { read_inference_model(file()); }, "model.safetensors: tensor");
  rewrite([](auto& json) { json["trained_rates"] = {3, 0, 2}; });
  expect_input_error([&] { read_inference_model(file()); },
                     "blocks.0.pyra_a is F32 [4, 1], but the model needs F32 [3, 1]");
  write_safetensors(file(), good_.tensors, {{kDeployedKey, "{"}});
  expect_input_error([&] { read_inference_model(file()); }, "manifest is not valid");
}

}  // namespace
}  // namespace pyra
