// Backbones of the real writers give the real models' logits.
#include <gtest/gtest.h>

#include "io/checkpoint_fixtures.h"
#include "io/mapped_file.h"
#include "io/npy.h"
#include "io/read_budget.h"
#include "model/load.h"
#include "model/tiny_vit.h"
#include "pyra/backbone.h"
#include "pyra/checkpoint.h"

namespace pyra {
namespace {

using testing::CheckpointFixtures;
using testing::largest_difference;
using testing::logits_of;

Vit plain_vit(const Backbone& backbone) {
  at::Generator random = testing::seeded(0);
  Vit model = assemble(backbone.config, {}, random);
  load_parameters(model.parameters(), backbone.tensors);
  return model;
}

TEST(Checkpoints, GiveTheLogitsOfTheRealModels) {
  const CheckpointFixtures& fixtures = CheckpointFixtures::get();
  if (!fixtures.missing().empty()) GTEST_SKIP() << fixtures.missing();
  int compared = 0;
  for (const std::string& name : fixtures.cases()) {
    SCOPED_TRACE(name);
    const Checkpoint expected = read_checkpoint(fixtures.folder(name) / "expected.safetensors");
    if (!expected.tensors.contains("output.logits")) continue;  // a model without head
    const Backbone backbone = read_backbone(fixtures.folder(name) / expected.metadata.at("file"));
    const Vit model = plain_vit(backbone);
    const at::Tensor wanted = to_torch(expected.tensors.at("output.logits"));
    EXPECT_LT(largest_difference(logits_of(model, to_torch(expected.tensors.at("input.images"))), wanted),
              1e-4);
    EXPECT_GT(wanted.abs().max().item<double>(), 1e-2);
    ++compared;
  }
  EXPECT_GE(compared, 15);
}

TEST(Checkpoints, RealViTTinyGivesItsGoldenLogits) {
  const std::filesystem::path folder =
      PYRA_SOURCE_DIR "/../shared/models/vit_tiny_patch16_224.augreg_in21k_ft_in1k";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const auto array = [&](const char* name) {
    MappedFile file = map_file(folder / "golden" / name);
    ReadBudget budget(file.bytes.size(), name);
    return to_torch(parse_npy({file.bytes, file.owner}, name, budget));
  };
  const Vit model = plain_vit(read_backbone(folder / "model.safetensors"));
  const at::Tensor logits = logits_of(model, array("input_2x3x224x224_f32.npy"));
  EXPECT_LT(largest_difference(logits, array("logits_2x1000_f32.npy")), 1e-4);
}

}  // namespace
}  // namespace pyra
