#include "pyra/load_model.h"

#include <gtest/gtest.h>

#include "deploy/deployed_files.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

using testing::expect_input_error;

HostTensor constant(std::vector<std::int64_t> shape, float value) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape) count *= side;
  return make_tensor(std::vector<float>(static_cast<std::size_t>(count), value), std::move(shape));
}

class LoadModel : public ::testing::Test {
 protected:
  LoadModel() { testing::write_backbone_file(backbone_); }

  /// An adapter of that method and reducer in run/, every tensor constant.
  void write(const std::string& method, const std::string& reducer,
             const std::vector<std::int64_t>& rates = {}) {
    manifest_ = testing::manifest_on(backbone_, method, reducer, rates);
    tensors_ = {{"head.weight", constant({7, 40}, 0.1F)}, {"head.bias", constant({7}, 0.2F)}};
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string block = "blocks." + std::to_string(i) + ".";
      if (method == "lora") {
        tensors_[block + "attn.LoRA_a.weight"] = constant({2, 40}, 0.5F);
        tensors_[block + "attn.LoRA_b.weight"] = constant({120, 2}, 0.25F);
      }
      if (method == "adapter") {
        tensors_[block + "adapter.ln1.weight"] = constant({2, 40}, 0.1F);
        tensors_[block + "adapter.ln1.bias"] = constant({2}, 0.1F);
        tensors_[block + "adapter.ln2.weight"] = constant({40, 2}, 0.1F);
        tensors_[block + "adapter.ln2.bias"] = constant({40}, 0.1F);
      }
      if (reducer == "pyra" && manifest_.rates[i] > 0) {
        tensors_[block + "pyra_a"] = constant({manifest_.rates[i], 1}, 0.1F);
        tensors_[block + "pyra_b"] = constant({1, 40}, 0.1F);
        tensors_[block + "pyra_norm.weight"] = constant({40}, 1);
        tensors_[block + "pyra_norm.bias"] = constant({40}, 0);
      }
    }
    save();
  }
  void save() {
    std::filesystem::create_directories(file_.parent_path());
    testing::write_adapter(file_, tensors_, manifest_);
  }
  InferenceModel load(const LoadOptions& options = {}) const { return load_model(file_, options).model; }

  testing::TemporaryFolder folder_;
  std::filesystem::path backbone_ = folder_ / "backbone.safetensors",
                        file_ = folder_ / "run/adapter.safetensors";
  AdapterManifest manifest_;
  TensorMap tensors_;
};

TEST_F(LoadModel, FoldsLoraIntoTheBackbone) {
  write("lora", "pyra", {4, 2});
  const InferenceModel model = load();
  const auto plain = read_backbone(backbone_).tensors.at("blocks.1.attn.qkv.weight").to_float();
  const auto folded = model.tensors.at("blocks.1.attn.qkv.weight").to_float();
  for (std::size_t i = 0; i < plain.size(); ++i)
    ASSERT_EQ(folded[i], plain[i] + 0.25F);  // two ranks of 0.5 x 0.25
  EXPECT_EQ(model.tensors.at("head.bias").to_float(), std::vector<float>(7, 0.2F));
  EXPECT_EQ(model.reducer, "pyra");
  EXPECT_EQ(model.rates, (std::vector<std::int64_t>{4, 2, 0}));
  EXPECT_EQ(model.class_names, manifest_.class_names);
  EXPECT_EQ(model.backbone_fingerprint, manifest_.backbone_fingerprint);
}

TEST_F(LoadModel, TakesTheRunFolderForTheFile) {
  write("lora", "none");
  EXPECT_EQ(load_model(file_.parent_path()).kind, "adapter");
  expect_input_error([&] { load_model(folder_.path()); },
                     "holds no adapter.safetensors; expected an adapter, or the folder that pyra adapt wrote",
                     code::kAdapterMissing);
  testing::write_bytes(folder_ / "last.ckpt", "");
  expect_input_error([&] { load_model(folder_.path()); }, "not finished: resume it first",
                     code::kRunUnfinished);
}

TEST_F(LoadModel, KeepsAdaptersForTheEngine) {
  write("adapter", "none");
  EXPECT_EQ(load().tensors.at("blocks.2.adapter.ln2.weight").shape, (std::vector<std::int64_t>{40, 2}));
  write("none", "tome", {4});
  EXPECT_EQ(load().reducer, "tome");
}

TEST_F(LoadModel, TakesEveryTensorOfAFullyTrainedModel) {
  InferenceModel whole = testing::small_model();
  manifest_ = testing::manifest_on(backbone_, "full", "none", {});
  tensors_ = whole.tensors;
  save();
  std::filesystem::remove(backbone_);  // not asked for
  EXPECT_EQ(load().tensors.at("norm.bias").to_float(), whole.tensors.at("norm.bias").to_float());
}

TEST_F(LoadModel, FindsTheBackboneBesideItAfterBothMoved) {
  write("lora", "none");
  std::filesystem::rename(folder_ / "run", folder_ / "moved");
  file_ = folder_ / "moved/adapter.safetensors";
  std::filesystem::rename(backbone_, folder_ / "moved/backbone.safetensors");
  EXPECT_NO_THROW(load());
  std::filesystem::rename(folder_ / "moved/backbone.safetensors", folder_ / "elsewhere.safetensors");
  expect_input_error([&] { load(); }, "name the file", code::kBackboneMissing);
  LoadOptions options;
  options.backbone = folder_ / "elsewhere.safetensors";
  EXPECT_NO_THROW(load(options));
}

TEST_F(LoadModel, RefusesAnotherBackboneWithBothFingerprints) {
  write("lora", "none");
  LoadOptions options;
  options.backbone = testing::write_backbone_file(folder_ / "other.safetensors", 2);
  expect_input_error([&] { load(options); }, manifest_.backbone_fingerprint);
  expect_input_error([&] { load(options); }, read_backbone(*options.backbone).fingerprint);
}

TEST_F(LoadModel, NamesTheTensorAtFault) {
  write("lora", "pyra", {4});
  const auto expect_refusal = [&](const auto& edit, const std::string& part) {
    const TensorMap good = tensors_;
    edit();
    save();
    expect_input_error([&] { load(); }, part);
    tensors_ = good;
  };
  expect_refusal([&] { tensors_.erase("blocks.1.attn.LoRA_b.weight"); },
                 "adapter.safetensors: tensor blocks.1.attn.LoRA_b.weight is missing");
  expect_refusal([&] { tensors_["blocks.9.surprise"] = constant({1}, 0); },
                 "blocks.9.surprise (F32 [1]) is in the file");
  expect_refusal([&] { tensors_["norm.bias"] = constant({40}, 0); }, "norm.bias belongs to the backbone");
  expect_refusal([&] { tensors_["head.bias"] = constant({5}, 0); },
                 "head.bias is F32 [5], but the model needs F32 [7]");
  expect_refusal([&] { tensors_["blocks.0.adapter.ln1.bias"] = constant({2}, 0); },
                 "blocks.0.adapter.ln1.bias");
  expect_refusal([&] { tensors_["blocks.0.pyra_a"] = constant({3, 1}, 0); }, "blocks.0.pyra_a is F32 [3, 1]");
}

TEST_F(LoadModel, RefusesAManifestThatAsksForMoreThanTheFileHolds) {
  write("lora", "none");
  const AdapterManifest honest = manifest_;
  const auto expect_refusal = [&](const auto& edit, const std::string& part) {
    manifest_ = honest;
    edit(manifest_);
    save();
    expect_input_error([&] { load(); }, part);
  };
  expect_refusal([](AdapterManifest& m) { m.width = 65536; },
                 "LoRA_a.weight is F32 [2, 40], but the model needs F32 [65536, 40]");
  expect_refusal([](AdapterManifest& m) { m.config.dim = m.config.mlp_dim = 60000; }, "tensor");
  expect_refusal([](AdapterManifest& m) { m.method = "full", m.config.depth = 500, m.rates.assign(500, 0); },
                 "is missing");
  expect_refusal([](AdapterManifest& m) { m.method = "prompts"; },
                 "adapter.safetensors: unknown method 'prompts'");
  expect_refusal([](AdapterManifest& m) { m.reducer = "magic"; },
                 "adapter.safetensors: unknown reducer 'magic'");
}

TEST_F(LoadModel, RefusesABareCheckpoint) {
  expect_input_error([&] { load_model(backbone_); }, "is not a pyra adapter");
}

TEST_F(LoadModel, SchedulesAndReducersAsTheAdapterAllows) {
  LoadOptions other;
  other.schedule = "2x3";
  write("lora", "pyra", {4, 4, 4});
  expect_input_error([&] { load(other); }, "trained: 4x3");
  other.force_schedule = true;
  EXPECT_EQ(load(other).rates, (std::vector<std::int64_t>{2, 2, 2}));
  LoadOptions exchange;
  exchange.reducer = "tome";
  expect_input_error([&] { load(exchange); }, "reducer pyra, tome is asked for", code::kReducerOther);
  write("lora", "tome", {4});
  exchange.reducer = "pyra";
  expect_input_error([&] { load(exchange); }, "cannot be exchanged");
  exchange.reducer = "none";
  EXPECT_EQ(load(exchange).rates, (std::vector<std::int64_t>{0, 0, 0}));
  write("lora", "none");
  EXPECT_EQ(load(other).reducer, "tome");
}

TEST_F(LoadModel, TakesADeployedModelAsItIs) {
  write_inference_model(folder_ / "deployed.safetensors", testing::small_model("tome", {4, 2, 0}));
  const LoadedModel loaded = load_model(folder_ / "deployed.safetensors");
  EXPECT_EQ(loaded.kind, "deployed model");
  EXPECT_EQ(loaded.model.rates, (std::vector<std::int64_t>{4, 2, 0}));
  LoadOptions options;
  options.backbone = backbone_;
  expect_input_error([&] { load_model(folder_ / "deployed.safetensors", options); },
                     "its backbone is inside; name none", code::kDeployedBackbone);
}

TEST_F(LoadModel, OffTheShelfTakesReducersWithoutWeightsOnly) {
  const auto load_pretrained = [&](const std::string& reducer, const std::string& schedule) {
    LoadOptions options;
    if (!reducer.empty()) options.reducer = reducer;
    if (!schedule.empty()) options.schedule = schedule;
    return pretrained_model(read_backbone(backbone_), options).model;
  };
  EXPECT_EQ(load_pretrained("", "").reducer, "none");
  EXPECT_EQ(load_pretrained("", "4,4").reducer, "tome");
  EXPECT_GT(load_pretrained("tome", "").rates.at(0), 0);
  EXPECT_EQ(load_pretrained("tome", "none").reducer, "tome");
  EXPECT_EQ(load_pretrained("none", "").config.classes, 5);
  expect_input_error([&] { load_pretrained("pyra", "4"); }, "must be trained first");
  expect_input_error([&] { load_pretrained("none", "4"); }, "leave one of them out");
  expect_input_error([&] { load_pretrained("", "latency-ms=3"); }, "timed");
}

TEST_F(LoadModel, FitsALatencyWithTheModelAtHand) {
  LoadOptions options;
  options.schedule = "latency-ms=5";
  options.latency = [](const InferenceModel& model, const std::vector<std::int64_t>& rates) {
    EXPECT_EQ(model.config.dim, 40);
    double left = 17;
    for (const std::int64_t rate : rates) left -= static_cast<double>(rate);
    return left;
  };
  const InferenceModel model = pretrained_model(read_backbone(backbone_), options).model;
  EXPECT_LE(make_schedule("", model.rates, model.config).tokens.back(), 5);
}

TEST_F(LoadModel, HeadsAnswerWhatTheirConfigStates) {
  Backbone backbone = read_backbone(backbone_);
  backbone.problem_type = "multi_label_classification";
  const LoadedModel labels = pretrained_model(backbone);
  EXPECT_EQ(labels.model.task, "labels");
  EXPECT_EQ(labels.model.class_names.size(), static_cast<std::size_t>(backbone.config.classes));
  EXPECT_NE(labels.notes.back().find("task labels (any number of labels a picture)"), std::string::npos);
  backbone.problem_type = "single_label_classification";
  EXPECT_EQ(pretrained_model(backbone).model.task, "classification");
  backbone.problem_type = "segmentation";
  expect_input_error([&] { pretrained_model(backbone); },
                     "unknown problem_type 'segmentation'; known ones are single_label_classification");
}

}  // namespace
}  // namespace pyra
