// The operators of frozen layers against their composition in double precision, forward and backward.
#include <gtest/gtest.h>

#include "kernels/dropout.h"
#include "ops/activate.h"
#include "ops/composed.h"
#include "ops/frozen_linear_op.h"
#include "ops/frozen_mlp_op.h"
#include "ops/frozen_projection_op.h"
#include "support/activations.h"

namespace pyra {
namespace {

using namespace testing;

// 650 rows are one whole chunk and a part; 24 channels are no whole vectors of 16.
const std::vector<std::vector<std::int64_t>> kShapes{{2, 325, 24}, {1, 1, 24}, {3, 7, 24}};
constexpr std::int64_t kIn = 24, kOut = 40;

TEST(FrozenLinear, IsTheAffineMap) {
  const Affine map = random_affine(kIn, kOut, 1);
  for (const auto& [element, tolerance] : elements()) {
    const auto frozen = freeze(map, element);
    for (const auto& shape : kShapes) {
      expect_same(
          {normal(shape, 5)}, [&](const Inputs& x) { return frozen_linear(x[0], frozen); },
          [&](const Inputs& x) { return apply(map, x[0]); }, tolerance);
    }
  }
}

TEST(FrozenLinear, TakesAnyLayoutAndNoRows) {
  const auto frozen = freeze(random_affine(kIn, kOut, 1), Element::f32);
  const at::Tensor x = normal({kIn, 5}, 3).t();
  EXPECT_TRUE(at::equal(frozen_linear(x, frozen), frozen_linear(x.contiguous(), frozen)));
  EXPECT_EQ(frozen_linear(at::empty({0, 3, kIn}), frozen).sizes(), (at::IntArrayRef{0, 3, kOut}));
}

TEST(FrozenMap, GivesItsWeightsBack) {
  const Affine map = random_affine(kIn, kOut, 1);
  const std::vector<float> weight = freeze(map, Element::f32)->weight();
  EXPECT_TRUE(at::equal(at::tensor(weight).view({kOut, kIn}), map.weight));
}

TEST(FrozenMlp, IsItsFormula) {
  const Affine fc1 = random_affine(kIn, kOut, 1), fc2 = random_affine(kOut, kIn, 3);
  const FrozenNorm norm = random_norm(kIn, 5);
  for (const auto& [element, tolerance] : elements()) {
    const FrozenMlp mlp{norm, freeze(fc1, element), freeze(fc2, element)};
    for (const auto& shape : kShapes) {
      expect_same(
          {normal(shape, 7)}, [&](const Inputs& x) { return frozen_mlp(x[0], mlp); },
          [&](const Inputs& x) { return apply(fc2, at::gelu(apply(fc1, apply(norm, x[0])))); }, tolerance);
    }
  }
}

TEST(FrozenMlp, ComputesTheActivationAskedFor) {
  const Affine fc1 = random_affine(kIn, kOut, 1), fc2 = random_affine(kOut, kIn, 3);
  const FrozenNorm norm = random_norm(kIn, 5);
  for (const auto& [element, tolerance] : elements()) {
    for (const Activation activation : activations()) {
      SCOPED_TRACE(activation_name(activation));
      const FrozenMlp mlp{norm, freeze(fc1, element), freeze(fc2, element), activation};
      // Some numbers are on the other side of a kink when they are rounded to bf16, gradient and all.
      const double slack = element == Element::bf16 && has_kink(activation) ? 10 : 1;
      expect_same(
          {normal(kShapes.front(), 7)}, [&](const Inputs& x) { return frozen_mlp(x[0], mlp); },
          [&](const Inputs& x) { return apply(fc2, activate(apply(fc1, apply(norm, x[0])), activation)); },
          slack * tolerance);
    }
  }
}

TEST(FrozenMlp, ComputesAGate) {
  const Affine fc1 = random_affine(kIn, 2 * kOut, 1), fc2 = random_affine(kOut, kIn, 3);
  const FrozenNorm norm = random_norm(kIn, 5);
  for (const auto& [element, tolerance] : elements()) {
    for (const Activation activation : {Activation::silu, Activation::gelu}) {
      const FrozenMlp mlp{norm, freeze(fc1, element), freeze(fc2, element), activation, true};
      for (const auto& shape : kShapes) {
        expect_same(
            {normal(shape, 7)}, [&](const Inputs& x) { return frozen_mlp(x[0], mlp); },
            [&](const Inputs& x) {
              const std::vector<at::Tensor> halves = apply(fc1, apply(norm, x[0])).chunk(2, -1);
              return apply(fc2, activate(halves[0], activation) * halves[1]);
            },
            tolerance);
      }
    }
  }
}

TEST(FrozenMlp, IsTheSameWithoutGradient) {
  const FrozenMlp mlp{random_norm(kIn, 5), freeze(random_affine(kIn, kOut, 1), Element::f32),
                      freeze(random_affine(kOut, kIn, 3), Element::f32)};
  const at::Tensor x = normal({1300, kIn}, 7);
  EXPECT_TRUE(at::equal(frozen_mlp(x, mlp), frozen_mlp(x.clone().requires_grad_(), mlp).detach()));
}

TEST(FrozenProjection, IsNormAndMap) {
  const Affine map = random_affine(kIn, kOut, 1);
  const FrozenNorm norm = random_norm(kIn, 5);
  for (const auto& [element, tolerance] : elements()) {
    const FrozenProjection frozen{norm, freeze(map, element)};
    for (const auto& shape : kShapes) {
      expect_same(
          {normal(shape, 7)}, [&](const Inputs& x) { return frozen_projection(x[0], frozen); },
          [&](const Inputs& x) { return apply(map, apply(norm, x[0])); }, tolerance);
    }
  }
}

/// What the kernel does to ones: the mask that the operator's dropout must have used.
at::Tensor mask_of(at::IntArrayRef shape, std::uint64_t seed, double probability) {
  const at::Tensor mask = at::ones(shape);
  if (probability == 0) return mask;
  auto* data = mask.mutable_data_ptr<float>();
  dropout(data, 0, mask.numel(), {seed, static_cast<float>(probability)}, data);
  return mask;
}

TEST(FrozenProjection, AddsALowRankMapThatTrains) {
  const Affine map = random_affine(kIn, kOut, 1);
  const FrozenNorm norm = random_norm(kIn, 5);
  constexpr std::uint64_t kSeed = 0x123456789abcdef;
  for (const auto& [element, tolerance] : elements()) {
    const FrozenProjection frozen{norm, freeze(map, element)};
    for (const double probability : {0.0, 0.4}) {
      for (const auto& shape : kShapes) {
        const at::Tensor mask = exact(mask_of(shape, kSeed, probability));
        expect_same(
            {normal(shape, 7), normal({3, kIn}, 8), normal({kOut, 3}, 9)},
            [&](const Inputs& x) {
              return frozen_projection(x[0], frozen, {x[1], x[2], probability, kSeed});
            },
            [&](const Inputs& x) {
              const at::Tensor normed = apply(norm, x[0]);
              return apply(map, normed) + at::linear(at::linear(mask * normed, x[1]), x[2]);
            },
            tolerance);
      }
    }
  }
}

// The first block: nothing before it trains.
TEST(FrozenProjection, TrainsTheLowRankMapAlone) {
  const FrozenProjection frozen{random_norm(kIn, 5), freeze(random_affine(kIn, kOut, 1), Element::f32)};
  const at::Tensor x = normal({2, 30, kIn}, 7);
  std::vector<at::Tensor> gradients;
  for (const bool wanted : {true, false}) {
    const at::Tensor down = normal({3, kIn}, 8).requires_grad_(), up = normal({kOut, 3}, 9).requires_grad_();
    const at::Tensor input = x.clone().requires_grad_(wanted);
    frozen_projection(input, frozen, {down, up, 0.1, 7}).square().sum().backward();
    EXPECT_EQ(input.grad().defined(), wanted);
    gradients.insert(gradients.end(), {down.grad(), up.grad()});
  }
  EXPECT_TRUE(at::equal(gradients[0], gradients[2]));
  EXPECT_TRUE(at::equal(gradients[1], gradients[3]));
}

}  // namespace
}  // namespace pyra
