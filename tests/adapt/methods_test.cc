// Methods: their equations, their start, their folding.
#include <gtest/gtest.h>

#include "adapt/adapter.h"
#include "adapt/adaptformer.h"
#include "adapt/dense.h"
#include "adapt/lora.h"
#include "base/text/words.h"
#include "methods/list.h"
#include "model/load.h"
#include "model/tiny_vit.h"

namespace pyra {
namespace {

using testing::largest_difference;
using testing::logits_of;
using testing::normal;
using testing::random_images;
using testing::random_vit;
using testing::seeded;
using testing::tiny_config;
using testing::tuning_of;

Linear random_linear(std::int64_t in, std::int64_t out) { return {normal({out, in}, 1), normal({out}, 2)}; }

LayerNorm random_norm() { return {normal({6}, 21), normal({6}, 22), 1e-6}; }

template <class Part>
std::map<std::string, at::Tensor> randomised_weights(const Part& part) {
  ParameterList list;
  part.collect(list, "x");
  std::map<std::string, at::Tensor> weights;
  for (const Parameter& p : list) {
    if (!is_pretrained(p.role)) p.tensor.copy_(normal(p.tensor.sizes(), weights.size() + 5, 0.3));
    weights.emplace(p.name, p.tensor.to(at::kDouble));
  }
  return weights;
}

TEST(Lora, AddsALowRankUpdate) {
  for (const bool packed : {false, true}) {
    at::Generator random = seeded(3);
    LoraProjection lora(random_linear(6, 18), 2, 0.5, random);
    const auto w = randomised_weights(lora);
    const LayerNorm norm = random_norm();
    const at::Tensor x = normal({2, 5, 6}, 4), exact = norm(x).to(at::kDouble);
    const at::Tensor wanted =
        at::linear(exact, w.at("x.qkv.weight"), w.at("x.qkv.bias")) +
        at::matmul(at::matmul(exact, w.at("x.LoRA_a.weight").t()), w.at("x.LoRA_b.weight").t());
    if (packed) lora.pack(Element::f32);
    EXPECT_LT(largest_difference(lora.forward(Normed{x, norm}, Pass{}), wanted), 1e-5) << packed;
  }
}

TEST(Lora, FoldsIntoOneMap) {
  at::Generator random = seeded(3);
  for (const bool bias : {true, false}) {
    for (const bool packed : {false, true}) {
      Linear qkv = random_linear(6, 18);
      if (!bias) qkv.bias.reset();
      LoraProjection lora(qkv, 2, 0.5, random);
      randomised_weights(lora);
      if (packed) lora.pack(Element::f32);
      const LayerNorm norm = random_norm();
      const at::Tensor x = normal({2, 5, 6}, 4);
      EXPECT_LT(largest_difference(lora.fold()(norm(x)), lora.forward(Normed{x, norm}, Pass{})), 1e-5);
    }
  }
}

TEST(Lora, FoldedModelGivesTheSameLogits) {
  Vit model = random_vit(tiny_config(), tuning_of("lora", "none"));
  const at::Tensor images = random_images(tiny_config(), 3);
  const ParameterList before = model.parameters();
  const at::Tensor weight = before[6].tensor.clone(), logits = logits_of(model, images);
  model.fold();
  EXPECT_LT(largest_difference(logits_of(model, images), logits), 1e-4);
  EXPECT_TRUE(at::equal(before[6].tensor, weight)) << before[6].name;
  EXPECT_EQ(model.parameters().size(), before.size() - 2 * 3);
}

TEST(Lora, DropsOnlyInTraining) {
  for (const bool packed : {false, true}) {
    at::Generator random = seeded(3);
    LoraProjection lora(random_linear(6, 18), 2, 0.5, random);
    randomised_weights(lora);
    if (packed) lora.pack(Element::f32);
    const LayerNorm norm = random_norm();
    const at::Tensor x = normal({2, 5, 6}, 4);
    const Normed input{x, norm};
    EXPECT_TRUE(at::equal(lora.forward(input, Pass{}), lora.forward(input, Pass{})));
    EXPECT_FALSE(at::equal(lora.forward(input, Pass{seeded(1)}), lora.forward(input, Pass{})));
    EXPECT_TRUE(at::equal(lora.forward(input, Pass{seeded(1)}), lora.forward(input, Pass{seeded(1)})));
  }
}

TEST(SequentialAdapter, IsItsEquation) {
  at::Generator random = seeded(3);
  const Adapter adapter({.dim = 6, .width = 2, .random = &random});
  const auto w = randomised_weights(adapter);
  const at::Tensor h = normal({2, 5, 6}, 4), exact = h.to(at::kDouble);
  const at::Tensor z = at::linear(exact, w.at("x.adapter.ln1.weight"), w.at("x.adapter.ln1.bias"));
  const at::Tensor gelu = z / (1 + (-1.702 * z).exp());
  const at::Tensor wanted =
      exact + at::linear(gelu, w.at("x.adapter.ln2.weight"), w.at("x.adapter.ln2.bias"));
  EXPECT_LT(largest_difference(adapter.forward({h, {}}, Normed{h, random_norm()}, Pass{}).x, wanted), 1e-5);
}

TEST(AdaptFormer, IsItsEquation) {
  at::Generator random = seeded(3);
  const AdaptFormer adapter({.dim = 6, .width = 2, .dropout = 0.5, .random = &random});
  const auto w = randomised_weights(adapter);
  const LayerNorm norm = random_norm();
  const at::Tensor mlp = normal({2, 5, 6}, 4), x = normal({2, 5, 6}, 5), exact = norm(x).to(at::kDouble);
  const at::Tensor z =
      at::linear(exact, w.at("x.adaptmlp.down_proj.weight"), w.at("x.adaptmlp.down_proj.bias"));
  const at::Tensor up =
      at::linear(z * (z > 0), w.at("x.adaptmlp.up_proj.weight"), w.at("x.adaptmlp.up_proj.bias"));
  EXPECT_LT(largest_difference(adapter.forward({mlp, {}}, Normed{x, norm}, Pass{}).x,
                               mlp.to(at::kDouble) + 0.1 * up),
            1e-5);
}

/// D of the dense adapter, line by line.
at::Tensor dense_output(const at::Tensor& x, const std::map<std::string, at::Tensor>& w) {
  const auto map = [&](const at::Tensor& from, const std::string& name) {
    return at::linear(from, w.at("x.adaptmlp." + name + ".weight"), w.at("x.adaptmlp." + name + ".bias"));
  };
  const at::Tensor z = map(x.to(at::kDouble), "down1"), h = z * (z > 0), u = map(h, "down2");
  return map(map(at::cat({u, map(u, "up1")}, 2), "down3") + h, "up2");
}

TEST(DenseAdapter, IsItsEquationAndHandsOnWhatItAdds) {
  at::Generator random = seeded(3);
  const LayerNorm norm = random_norm();
  const at::Tensor mlp = normal({2, 5, 6}, 4), x = normal({2, 5, 6}, 5), before = normal({2, 5, 6}, 6);
  for (const bool closes : {false, true}) {
    const std::int64_t block = closes ? 2 : 1;
    const DenseAdapter adapter(
        {.dim = 6, .width = 4, .dropout = 0.5, .random = &random, .block = block, .depth = 6});
    const at::Tensor d = dense_output(x, randomised_weights(adapter));
    for (const at::Tensor& carried : {at::Tensor(), before}) {
      const at::Tensor sum = carried.defined() ? d + carried : d;
      const Branch out = adapter.forward({mlp, carried}, Normed{x, norm}, Pass{});
      EXPECT_LT(largest_difference(out.x, mlp + d + (closes ? sum : at::zeros_like(sum))), 1e-5);
      ASSERT_EQ(out.carried.defined(), !closes);
      EXPECT_TRUE(closes || largest_difference(out.carried, sum) < 1e-5);
    }
  }
}

// y = W (g x' + b), where g and b learn and W is frozen, packed or not.
TEST(Norms, LearnTheirEquation) {
  const Linear map = random_linear(6, 18);
  const at::Tensor x = normal({2, 5, 6}, 4), u = normal({2, 5, 18}, 5);  // u: the gradient of y
  const at::Tensor exact = x.to(at::kDouble), centred = exact - exact.mean(-1, true);
  const at::Tensor unit = centred / (centred.square().mean(-1, true) + 1e-6).sqrt();
  const at::Tensor back = at::matmul(u, map.weight).to(at::kDouble);
  for (const bool packed : {false, true}) {
    PlainProjection projection(map);
    const LayerNorm norm = random_norm();
    for (const at::Tensor& learns : {norm.weight, norm.bias}) learns.requires_grad_();
    if (packed) projection.pack(Element::f32);
    (projection.forward(Normed{x, norm}, Pass{}) * u).sum().backward();
    EXPECT_LT(largest_difference(norm.weight.grad(), (unit * back).flatten(0, 1).sum(0)), 1e-4) << packed;
    EXPECT_LT(largest_difference(norm.bias.grad(), back.flatten(0, 1).sum(0)), 1e-4) << packed;
  }
}

// By name, where the descriptor goes by role: every norm that a backbone may have.
TEST(Norms, AreAllThatTrainsOfTheBackbone) {
  VitConfig config = tiny_config();
  config.depth = 1;
  config.norm_pre = config.fc_norm = config.layer_scale = true;
  config.pooling = Pooling::average;
  const Tuning tuning = tuning_of("norms", "none");
  std::vector<std::string> names;
  for (const Parameter& parameter : freeze(random_vit(config, tuning), tuning))
    names.push_back(parameter.name);
  std::vector<std::string> wanted;
  for (const std::string name : {"norm_pre", "blocks.0.norm1", "blocks.0.norm2", "norm", "fc_norm", "head"}) {
    wanted.insert(wanted.end(), {name + ".weight", name + ".bias"});
  }
  EXPECT_EQ(names, wanted);
}

// The backbone's own answer is where training starts.
TEST(Methods, StartAtTheBackbone) {
  const VitConfig config = tiny_config();
  const Vit backbone = random_vit(config, {});
  const at::Tensor images = random_images(config, 3);
  for (const std::string& name : names_of(methods())) {
    at::Generator random = seeded(9);
    const Vit model = assemble(config, tuning_of(name, "none"), random);
    const auto own = [](Role role) { return is_pretrained(role) || role == Role::head; };
    load_parameters(select(model.parameters(), own), to_tensor_map(backbone.parameters()));
    EXPECT_LT(largest_difference(logits_of(model, images), logits_of(backbone, images)), 1e-6) << name;
  }
}

}  // namespace
}  // namespace pyra
