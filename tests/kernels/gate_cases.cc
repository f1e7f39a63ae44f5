// Gates of MLPs against the formula in double precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/kernel_cases.h"
#include "support/activations.h"

namespace pyra::testing {
namespace {

constexpr std::int64_t kRows = 3;

/// What lies in rows of gate and up, as one function of both.
template <typename Of>
Floats for_pairs(const Floats& z, std::int64_t width, const Of& of) {
  Floats values;
  for (std::int64_t i = 0; i < kRows * width; ++i) {
    const auto at = static_cast<std::size_t>(i / width * 2 * width + i % width);
    values.push_back(static_cast<float>(of(static_cast<double>(z[at]),
                                           static_cast<double>(z[at + static_cast<std::size_t>(width)]),
                                           static_cast<std::size_t>(i))));
  }
  return values;
}

Floats inputs_of(std::int64_t width, unsigned seed) {
  Floats z = random_floats(kRows * 2 * width, seed);
  for (std::size_t i = 0; i < z.size(); ++i) z[i] *= i % 3 == 0 ? 5.0F : 1.0F;
  return z;
}

Floats gated(Activation activation, const Floats& z, std::int64_t width) {
  return for_pairs(z, width,
                   [&](double gate, double up, std::size_t) { return activation_at(activation, gate) * up; });
}

/// The two halves of every row of `given`, [rows, 2 width], are `gates` and `ups`.
void expect_halves(const Floats& given, const Floats& gates, const Floats& ups, std::int64_t width,
                   double tolerance) {
  expect_close(for_pairs(given, width, [](double gate, double, std::size_t) { return gate; }), gates,
               tolerance, "gradient of the gate");
  expect_close(for_pairs(given, width, [](double, double up, std::size_t) { return up; }), ups, tolerance,
               "gradient of what it lets through");
}

struct Gradients {
  Floats gates, ups;
};

Gradients gradients_of(Activation activation, const Floats& z, const Floats& upstream, std::int64_t width) {
  const auto at = [&](std::size_t i) { return static_cast<double>(upstream[i]); };
  return {for_pairs(
              z, width,
              [&](double gate, double up, std::size_t i) { return at(i) * up * slope_at(activation, gate); }),
          for_pairs(z, width, [&](double gate, double, std::size_t i) {
            return at(i) * activation_at(activation, gate);
          })};
}

void check_f32(Activation activation, std::int64_t width, unsigned seed, const Kernels& kernels) {
  const Floats z = inputs_of(width, seed), upstream = random_floats(kRows * width, seed + 1);
  Floats to(upstream.size());
  kernels.gate_f32(activation, z.data(), {kRows, width}, to.data());
  expect_close(to, gated(activation, z, width), 5e-6, "gated");
  Floats one(z.begin(), z.begin() + 2 * width);
  kernels.gate_f32(activation, one.data(), {1, width}, one.data());
  EXPECT_TRUE(std::equal(one.begin(), one.begin() + width, to.begin())) << "one row in its own place";
  Floats back = z;
  kernels.gate_backward_f32(activation, back.data(), upstream.data(), {kRows, width}, back.data());
  const Gradients wanted = gradients_of(activation, z, upstream, width);
  expect_halves(back, wanted.gates, wanted.ups, width, 2e-5);
}

void check_bf16(Activation activation, std::int64_t width, unsigned seed, const Kernels& kernels) {
  const std::vector<Bf16> z = to_bf16(inputs_of(width, seed)),
                          upstream = to_bf16(random_floats(kRows * width, seed + 1));
  std::vector<Bf16> to(upstream.size()), back = z;
  kernels.gate_bf16(activation, z.data(), {kRows, width}, to.data());
  expect_close(from_bf16(to), gated(activation, from_bf16(z), width), 5e-3, "gated");
  kernels.gate_backward_bf16(activation, back.data(), upstream.data(), {kRows, width}, back.data());
  const Gradients wanted = gradients_of(activation, from_bf16(z), from_bf16(upstream), width);
  expect_halves(from_bf16(back), wanted.gates, wanted.ups, width, 5e-3);
}

/// Sums that stand for the numbers z themselves, then rounded to within half a step of each row's scale.
void check_int8(Activation activation, std::int64_t width, std::int32_t offset, unsigned seed,
                const Kernels& kernels) {
  const Floats z = inputs_of(width, seed);
  const auto columns = static_cast<std::size_t>(2 * width);
  const Floats row_scale(kRows, 0.5F), column_scale(columns, 1e-4F),
      bias = random_floats(2 * width, seed + 2);
  std::vector<std::int32_t> sums, zero_sums(columns, 1234);
  Floats values;
  for (std::size_t i = 0; i < z.size(); ++i) {
    sums.push_back(static_cast<std::int32_t>(std::lround(z[i] / 5e-5F)) + 1234);
    values.push_back(static_cast<float>(sums.back() - 1234) * 5e-5F + bias[i % columns]);
  }
  std::vector<std::int8_t> to(static_cast<std::size_t>(kRows * width));
  Floats scale(kRows), scratch(static_cast<std::size_t>(width));
  kernels.dequantise_gated(
      {sums.data(), zero_sums.data(), row_scale.data(), column_scale.data(), bias.data(), kRows, 2 * width},
      activation, to.data(), scale.data(), scratch.data(), offset);
  const Floats wanted = gated(activation, values, width);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::size_t row = i / static_cast<std::size_t>(width);
    const auto first = wanted.begin() + static_cast<std::ptrdiff_t>(row) * width;
    const float largest = std::abs(
        *std::max_element(first, first + width, [](float a, float b) { return std::abs(a) < std::abs(b); }));
    const int stored = offset > 0 ? static_cast<int>(static_cast<std::uint8_t>(to[i])) - offset : to[i];
    if (largest < 5e-6F) {  // as exact as activations are: it may be 0
      ASSERT_LT(std::abs(static_cast<float>(stored) * scale[row]), 5e-6F) << i;
      continue;
    }
    ASSERT_NEAR(scale[row], largest / 127, 1e-5F * largest) << "scale of row " << row;
    ASSERT_NEAR(static_cast<float>(stored) * scale[row], wanted[i], 0.51F * scale[row]) << i;
  }
}

}  // namespace

void add_gate_cases(KernelCases& cases) {
  for (const std::int64_t width : {1, 15, 16, 33, 200}) {
    const auto seed = static_cast<unsigned>(cases.size());
    for (const Activation activation : activations()) {
      const std::string what = " " + activation_name(activation) + " " + std::to_string(width);
      cases.push_back(
          {"gate f32" + what, [=](const Kernels& kernels) { check_f32(activation, width, seed, kernels); }});
      cases.push_back({"gate bf16" + what,
                       [=](const Kernels& kernels) { check_bf16(activation, width, seed, kernels); }});
      for (const std::int32_t offset : {0, 128}) {
        cases.push_back(
            {"gate int8" + what + (offset > 0 ? " to unsigned bytes" : ""),
             [=](const Kernels& kernels) { check_int8(activation, width, offset, seed, kernels); }});
      }
    }
  }
}

}  // namespace pyra::testing
