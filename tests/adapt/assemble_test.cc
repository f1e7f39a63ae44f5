// The sizes that the papers state, and which weights train.
#include "adapt/assemble.h"

#include <gtest/gtest.h>

#include "methods/list.h"
#include "model/load.h"
#include "model/tiny_vit.h"
#include "pyra/schedule.h"

namespace pyra {
namespace {

using testing::random_images;
using testing::random_vit;
using testing::tiny_config;
using testing::tuning_of;

/// Adapter and reducer weights of a model with the tokens, channels and depth of `config` but almost no MLP:
/// what is counted does not depend on it, and ViT-L would take a gigabyte.
std::int64_t count(VitConfig config, const std::string& adapter, const std::string& schedule, Role role) {
  config.mlp_dim = 1;
  const std::string reducer = schedule == "none" ? "none" : "pyra";
  at::Generator random = testing::seeded(0);
  const Vit model =
      assemble(config, tuning_of(adapter, reducer, parse_schedule(schedule, config).rates), random);
  return count_elements(select(model.parameters(), [&](Role other) { return other == role; }));
}

VitConfig large() { return testing::vit_of({.dim = 1024, .depth = 24, .heads = 16}); }

TEST(Assemble, LoraHasThePapersSize) {
  EXPECT_EQ(count({}, "lora", "none", Role::adapter), 294'912);
  EXPECT_EQ(count(large(), "lora", "none", Role::adapter), 1'179'648);
}

// R + C weights and 2 C of LayerNorm a block; the rates of `low` sum to 186, those of `high` to 192; on ViT-L
// 190 and 192.
TEST(Assemble, PyraHasThePapersSize) {
  EXPECT_EQ(count({}, "none", "high", Role::reducer), 27'840);
  EXPECT_EQ(count({}, "none", "high", Role::reducer) - 12 * 2 * 768, 9'408);
  EXPECT_EQ(count({}, "none", "low", Role::reducer), 27'834);
  EXPECT_EQ(count(large(), "none", "high", Role::reducer), 73'920);
  EXPECT_EQ(count(large(), "none", "low", Role::reducer), 73'918);
}

TEST(Assemble, AdapterHasTwoLayersWithBiases) {
  EXPECT_EQ(count({}, "adapter", "none", Role::adapter), 12 * (768 * 8 + 8 + 8 * 768 + 768));
}

TEST(Freeze, GivesGradientsToWhatTheMethodTrainsAlone) {
  for (const Method& entry : methods()) {
    SCOPED_TRACE(entry.name);
    const Tuning tuning = tuning_of(entry.name, "pyra", {4, 4, 4});
    const Vit model = random_vit(tiny_config(), tuning);
    const ParameterList trainable = freeze(model, tuning);
    model.forward(random_images(tiny_config(), 2), Pass{}).logits.sum().backward();
    std::size_t found = 0;
    for (const Parameter& parameter : model.parameters()) {
      const bool trains = entry.trains(parameter.role);
      EXPECT_EQ(parameter.tensor.requires_grad(), trains) << parameter.name;
      // The last block's merge never reaches a class-token head.
      EXPECT_EQ(parameter.tensor.grad().defined(), trains && !parameter.name.starts_with("blocks.2.pyra_"))
          << parameter.name;
      found += trains ? 1 : 0;
    }
    EXPECT_EQ(trainable.size(), found);
  }
}

TEST(Freeze, CanBeCalledAgainForAnotherMethod) {
  const Vit model = random_vit(tiny_config(), tuning_of("lora", "none"));
  freeze(model, tuning_of("full", "none"));
  for (const Parameter& parameter : freeze(model, tuning_of("lora", "none"))) {
    EXPECT_FALSE(is_pretrained(parameter.role)) << parameter.name;
  }
  for (const Parameter& parameter : model.parameters()) {
    EXPECT_EQ(parameter.tensor.requires_grad(), !is_pretrained(parameter.role)) << parameter.name;
  }
}

TEST(Assemble, DependsOnTheSeedAlone) {
  const auto weights = [](std::uint64_t seed) {
    at::Generator random = testing::seeded(seed);
    return to_tensor_map(assemble(tiny_config(), tuning_of("lora", "pyra", {4, 4, 4}), random).parameters());
  };
  const auto one = weights(1), again = weights(1), other = weights(2);
  for (const char* name : {"blocks.0.attn.LoRA_a.weight", "blocks.2.pyra_a"}) {
    EXPECT_EQ(one.at(name).to_float(), again.at(name).to_float());
    EXPECT_NE(one.at(name).to_float(), other.at(name).to_float());
  }
}

}  // namespace
}  // namespace pyra
