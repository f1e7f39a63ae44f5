#include "train/adapter_file.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::logits_of;
using testing::TinyTask;

/// run_adapt leaves its model folded, so the loaded one is folded too: then they agree bit for bit.
at::Tensor folded_logits(Vit model, const at::Tensor& images) {
  model.fold();
  return logits_of(model, images);
}

at::Tensor pictures() { return testing::random_images(testing::tiny_config(), 3); }

class AdapterFile : public ::testing::Test {
 protected:
  testing::FinishedRun train(const std::string& method, const std::string& reducer) {
    AdaptRequest request = task_.request("out");
    request.recipe.method = method;
    request.recipe.reducer = reducer;
    request.recipe.lr = 1e-2;
    return testing::run(request);
  }
  std::filesystem::path file() const { return task_.path("out") / "adapter.safetensors"; }

  /// Writes the adapter again with its tensors changed.
  void change(const std::function<void(TensorMap&)>& edit) {
    const Checkpoint good = read_checkpoint(file());
    TensorMap tensors = good.tensors;
    edit(tensors);
    write_safetensors(file(), tensors, good.metadata);
  }

  TinyTask task_;
};

TEST_F(AdapterFile, RunsAsTheModelThatWasTrained) {
  for (const std::string method : {"none", "lora", "adapter", "full"}) {
    for (const std::string reducer : {"none", "tome", "pyra"}) {
      SCOPED_TRACE(method + " with " + reducer);
      const auto [setup, outcome] = train(method, reducer);
      LoadedAdapter loaded = load_adapter(file());
      EXPECT_TRUE(
          at::equal(folded_logits(std::move(loaded.model), pictures()), logits_of(setup.model, pictures())));
      EXPECT_EQ(loaded.manifest.class_names, setup.data.train.class_names);
      EXPECT_EQ(loaded.rates, setup.schedule.rates);
      EXPECT_EQ(loaded.reducer, reducer);
      std::filesystem::remove_all(task_.path("out"));
    }
  }
}

TEST_F(AdapterFile, HoldsTheSmallPartOnly) {
  train("lora", "pyra");
  for (const auto& [name, tensor] : read_checkpoint(file()).tensors) {
    EXPECT_TRUE(name.find("LoRA") != std::string::npos || name.find("pyra_") != std::string::npos ||
                name.starts_with("head."))
        << name;
  }
  EXPECT_TRUE(is_adapter(file()));
  EXPECT_FALSE(is_adapter(task_.path("backbone.safetensors")));
  EXPECT_EQ(adapter_path(task_.path("out")), file());
  EXPECT_EQ(adapter_path(file()), file());
}

TEST_F(AdapterFile, FindsItsBackboneBesideItAfterBothMoved) {
  const auto [setup, outcome] = train("lora", "tome");
  std::filesystem::create_directories(task_.path("elsewhere"));
  std::filesystem::rename(task_.path("out"), task_.path("elsewhere/out"));
  std::filesystem::rename(task_.path("backbone.safetensors"), task_.path("elsewhere/backbone.safetensors"));
  LoadedAdapter loaded = load_adapter(task_.path("elsewhere/out/adapter.safetensors"));
  EXPECT_TRUE(
      at::equal(folded_logits(std::move(loaded.model), pictures()), logits_of(setup.model, pictures())));

  const auto gone = task_.path("elsewhere/moved.safetensors");
  std::filesystem::rename(task_.path("elsewhere/backbone.safetensors"), gone);
  expect_input_error([&] { load_adapter(task_.path("elsewhere/out/adapter.safetensors")); }, "--backbone");
  AdapterOptions options;
  options.backbone = gone;
  EXPECT_NO_THROW(load_adapter(task_.path("elsewhere/out/adapter.safetensors"), options));
}

TEST_F(AdapterFile, RefusesAnotherBackboneWithBothFingerprints) {
  const auto [setup, outcome] = train("lora", "tome");
  AdapterOptions options;
  options.backbone = task_.write_backbone_file("other.safetensors", 2);
  expect_input_error([&] { load_adapter(file(), options); }, outcome.manifest.backbone_fingerprint);
  expect_input_error([&] { load_adapter(file(), options); }, read_backbone(*options.backbone).fingerprint);
}

TEST_F(AdapterFile, RefusesAMissingTensorByName) {
  train("lora", "pyra");
  change([](TensorMap& tensors) { tensors.erase("blocks.1.attn.LoRA_b.weight"); });
  expect_input_error([&] { load_adapter(file()); }, "blocks.1.attn.LoRA_b.weight is missing");
}

TEST_F(AdapterFile, RefusesAnExtraTensorByName) {
  train("lora", "pyra");
  change([](TensorMap& tensors) {
    tensors.emplace("blocks.9.surprise", make_tensor(std::vector<float>{1}, {1}));
  });
  expect_input_error([&] { load_adapter(file()); }, "blocks.9.surprise");
}

TEST_F(AdapterFile, RefusesATensorThatIsTheBackbones) {
  train("lora", "pyra");
  change([](TensorMap& tensors) { tensors.emplace("norm.bias", make_tensor(std::vector<float>(32), {32})); });
  expect_input_error([&] { load_adapter(file()); }, "norm.bias");
}

TEST_F(AdapterFile, RefusesATensorOfAnotherShapeWithBothShapes) {
  train("lora", "pyra");
  change([](TensorMap& tensors) { tensors.at("head.bias") = make_tensor(std::vector<float>(5), {5}); });
  expect_input_error([&] { load_adapter(file()); }, "head.bias is F32 [5], but the model needs F32 [4]");
}

TEST_F(AdapterFile, RefusesABareCheckpoint) {
  expect_input_error([&] { load_adapter(task_.path("backbone.safetensors")); }, "is not a pyra adapter");
}

TEST_F(AdapterFile, RefusesAManifestThatAsksForMoreThanTheFileHolds) {
  train("lora", "pyra");
  const Checkpoint good = read_checkpoint(file());
  AdapterManifest manifest = manifest_from_json(good.metadata.at(kManifestKey));
  const auto expect_refusal = [&](const std::string& what) {
    write_safetensors(file(), good.tensors, {{kManifestKey, manifest_to_json(manifest)}});
    EXPECT_THROW(load_adapter(file()), InputError) << what;
  };
  const AdapterManifest honest = manifest;
  manifest.width = 65536;
  expect_refusal("width");
  manifest = honest;
  manifest.config.dim = 60000;
  manifest.config.mlp_dim = 60000;
  expect_refusal("dim");
  manifest = honest;
  manifest.method = "full";
  manifest.config.depth = 500;
  manifest.rates.assign(500, 0);
  expect_refusal("depth");
  manifest = honest;
  manifest.method = "prompts";
  expect_refusal("method");
}

TEST_F(AdapterFile, OffTheShelfTakesReducersWithoutWeightsOnly) {
  const Backbone backbone = read_backbone(task_.path("backbone.safetensors"));
  EXPECT_EQ(logits_of(load_backbone_model(backbone, "tome", {4, 4, 4}), pictures()).sizes(),
            (at::IntArrayRef{3, 7}));
  expect_input_error([&] { load_backbone_model(backbone, "pyra", {4, 4, 4}); }, "must be trained first");
}

}  // namespace
}  // namespace pyra
