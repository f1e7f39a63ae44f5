// Kernels of single numbers: activations and dropout.
#include <gtest/gtest.h>

#include "kernels/kernel_cases.h"
#include "support/activations.h"

namespace pyra::testing {
namespace {

/// From where most are zero, through where they bend, to where they are the identity.
Floats inputs_of(std::int64_t count, unsigned seed) {
  Floats z = random_floats(count, seed);
  for (std::size_t i = 0; i < z.size(); ++i) z[i] *= i % 3 == 0 ? 5.0F : 1.0F;
  if (count > 20) z[3] = 40, z[4] = -40, z[5] = 0;
  return z;
}

void check_activation(Activation activation, std::int64_t count, unsigned seed, const Kernels& kernels) {
  const Floats z = inputs_of(count, seed), gradient = random_floats(count, seed + 1);
  Floats to(z.size()), back(z.size()), expected, expected_back;
  for (std::size_t i = 0; i < z.size(); ++i) {
    expected.push_back(static_cast<float>(activation_at(activation, static_cast<double>(z[i]))));
    expected_back.push_back(static_cast<float>(slope_at(activation, static_cast<double>(z[i])) *
                                               static_cast<double>(gradient[i])));
  }
  kernels.activate_f32(activation, z.data(), count, to.data());
  expect_close(to, expected, 3e-6, "activation");
  kernels.activate_backward_f32(activation, z.data(), gradient.data(), count, back.data());
  expect_close(back, expected_back, 1e-5, "gradient");
}

void check_activation_bf16(Activation activation, std::int64_t count, unsigned seed, const Kernels& kernels) {
  const std::vector<Bf16> z = to_bf16(inputs_of(count, seed)),
                          gradient = to_bf16(random_floats(count, seed + 1));
  const Floats wide = from_bf16(z), wide_gradient = from_bf16(gradient);
  std::vector<Bf16> to(z.size()), back(z.size());
  Floats expected, expected_back;
  for (std::size_t i = 0; i < z.size(); ++i) {
    expected.push_back(static_cast<float>(activation_at(activation, static_cast<double>(wide[i]))));
    expected_back.push_back(static_cast<float>(slope_at(activation, static_cast<double>(wide[i])) *
                                               static_cast<double>(wide_gradient[i])));
  }
  kernels.activate_bf16(activation, z.data(), count, to.data());
  expect_close(from_bf16(to), expected, 5e-3, "activation");
  kernels.activate_backward_bf16(activation, z.data(), gradient.data(), count, back.data());
  expect_close(from_bf16(back), expected_back, 5e-3, "gradient");
}

/// Kept values are scaled, the share of them is right, and a mask does not depend on where a call begins, nor
/// on the instruction set.
void check_dropout(float probability, const Kernels& kernels) {
  constexpr std::int64_t kCount = 20011, kSplit = 77;
  const DropoutSetting setting{42, probability};
  const Floats ones(kCount, 1);
  Floats whole(kCount), parts(kCount), plain(kCount);
  kernels.dropout(ones.data(), 0, kCount, setting, whole.data());
  double kept = 0;
  for (const float value : whole) {
    if (value == 0) continue;
    kept += 1;
    ASSERT_NEAR(value, 1 / (1 - probability), 1e-6);
  }
  EXPECT_NEAR(kept / kCount, 1 - probability, 0.015);  // four standard deviations at p = 0.5
  kernels.dropout(ones.data(), 0, kSplit, setting, parts.data());
  kernels.dropout(ones.data() + kSplit, kSplit, kCount - kSplit, setting, parts.data() + kSplit);
  EXPECT_EQ(parts, whole);
  kernels_of(Isa::baseline).dropout(ones.data(), 0, kCount, setting, plain.data());
  EXPECT_EQ(plain, whole);
}

}  // namespace

void add_element_cases(KernelCases& cases) {
  for (const std::int64_t count : {1, 15, 16, 33, 1000}) {
    const auto seed = static_cast<unsigned>(cases.size());
    for (const Activation activation : activations()) {
      const std::string what = " " + activation_name(activation) + " " + std::to_string(count);
      cases.push_back({"f32" + what,
                       [=](const Kernels& kernels) { check_activation(activation, count, seed, kernels); }});
      cases.push_back({"bf16" + what, [=](const Kernels& kernels) {
                         check_activation_bf16(activation, count, seed, kernels);
                       }});
    }
  }
  for (const float probability : {0.0F, 0.1F, 0.5F}) {
    cases.push_back({"dropout p=" + std::to_string(probability),
                     [=](const Kernels& kernels) { check_dropout(probability, kernels); }});
  }
}

}  // namespace pyra::testing
