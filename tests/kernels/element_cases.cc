// Kernels of single numbers: GELU and dropout.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/kernel_cases.h"

namespace pyra::testing {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double tanh_argument(double z) { return std::sqrt(2 / std::acos(-1.0)) * (z + 0.044715 * z * z * z); }

double gelu_at(Activation activation, double z) {
  switch (activation) {
    case Activation::gelu:
      return 0.5 * z * std::erfc(-z / std::sqrt(2.0));
    case Activation::quick_gelu:
      return z * sigmoid(1.702 * z);
    case Activation::gelu_tanh:
      return 0.5 * z * (1 + std::tanh(tanh_argument(z)));
  }
  return 0;
}

/// By central differences, in double.
double slope_at(Activation activation, double z) {
  constexpr double step = 1e-5;
  return (gelu_at(activation, z + step) - gelu_at(activation, z - step)) / (2 * step);
}

/// From where GELU is zero, through where it bends, to where it is the identity.
Floats inputs_of(std::int64_t count, unsigned seed) {
  Floats z = random_floats(count, seed);
  for (std::size_t i = 0; i < z.size(); ++i) z[i] *= i % 3 == 0 ? 5.0F : 1.0F;
  if (count > 20) z[3] = 40, z[4] = -40, z[5] = 0;
  return z;
}

void check_gelu(Activation activation, std::int64_t count, unsigned seed, const Kernels& kernels) {
  const Floats z = inputs_of(count, seed), gradient = random_floats(count, seed + 1);
  Floats to(z.size()), back(z.size()), expected, expected_back;
  for (std::size_t i = 0; i < z.size(); ++i) {
    expected.push_back(static_cast<float>(gelu_at(activation, static_cast<double>(z[i]))));
    expected_back.push_back(static_cast<float>(slope_at(activation, static_cast<double>(z[i])) *
                                               static_cast<double>(gradient[i])));
  }
  kernels.gelu_f32(activation, z.data(), count, to.data());
  expect_close(to, expected, 3e-6, "gelu");
  kernels.gelu_backward_f32(activation, z.data(), gradient.data(), count, back.data());
  expect_close(back, expected_back, 1e-5, "gradient");
}

void check_gelu_bf16(Activation activation, std::int64_t count, unsigned seed, const Kernels& kernels) {
  const std::vector<Bf16> z = to_bf16(inputs_of(count, seed)),
                          gradient = to_bf16(random_floats(count, seed + 1));
  const Floats wide = from_bf16(z), wide_gradient = from_bf16(gradient);
  std::vector<Bf16> to(z.size()), back(z.size());
  Floats expected, expected_back;
  for (std::size_t i = 0; i < z.size(); ++i) {
    expected.push_back(static_cast<float>(gelu_at(activation, static_cast<double>(wide[i]))));
    expected_back.push_back(static_cast<float>(slope_at(activation, static_cast<double>(wide[i])) *
                                               static_cast<double>(wide_gradient[i])));
  }
  kernels.gelu_bf16(activation, z.data(), count, to.data());
  expect_close(from_bf16(to), expected, 5e-3, "gelu");
  kernels.gelu_backward_bf16(activation, z.data(), gradient.data(), count, back.data());
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
    for (const Activation activation : {Activation::gelu, Activation::quick_gelu, Activation::gelu_tanh}) {
      const std::string what = " " + activation_name(activation) + " " + std::to_string(count);
      cases.push_back(
          {"f32" + what, [=](const Kernels& kernels) { check_gelu(activation, count, seed, kernels); }});
      cases.push_back({"bf16" + what,
                       [=](const Kernels& kernels) { check_gelu_bf16(activation, count, seed, kernels); }});
    }
  }
  for (const float probability : {0.0F, 0.1F, 0.5F}) {
    cases.push_back({"dropout p=" + std::to_string(probability),
                     [=](const Kernels& kernels) { check_dropout(probability, kernels); }});
  }
}

}  // namespace pyra::testing
