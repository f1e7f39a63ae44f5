#include <gtest/gtest.h>

#include <cmath>

#include "kernels/kernel_cases.h"

namespace pyra::testing {
namespace {

struct NormCase {
  std::int64_t rows, channels;
  float offset;  // a mean far from zero would cancel in float32
};

struct NormInputs {
  Floats x, weight, bias;
  NormWeights norm;

  NormInputs(const NormCase& c, unsigned seed)
      : x(random_floats(c.rows * c.channels, seed)),
        weight(random_floats(c.channels, seed + 1)),
        bias(random_floats(c.channels, seed + 2)),
        norm{weight.data(), bias.data(), c.channels, 1e-6F} {
    for (float& value : x) value += c.offset;
  }
};

Floats expected_of(const NormCase& c, const NormInputs& from) {
  const auto count = static_cast<double>(c.channels);
  Floats expected;
  for (std::int64_t i = 0; i < c.rows; ++i) {
    const float* row = from.x.data() + i * c.channels;
    double mean = 0, variance = 0;
    for (std::int64_t k = 0; k < c.channels; ++k) mean += static_cast<double>(row[k]) / count;
    for (std::int64_t k = 0; k < c.channels; ++k)
      variance += std::pow(static_cast<double>(row[k]) - mean, 2) / count;
    for (std::int64_t k = 0; k < c.channels; ++k) {
      const double standard =
          (static_cast<double>(row[k]) - mean) / std::sqrt(variance + static_cast<double>(from.norm.eps));
      expected.push_back(
          static_cast<float>(standard * static_cast<double>(from.weight[static_cast<std::size_t>(k)]) +
                             static_cast<double>(from.bias[static_cast<std::size_t>(k)])));
    }
  }
  return expected;
}

void check_f32(const NormCase& c, unsigned seed, const Kernels& kernels) {
  NormInputs from(c, seed);
  const Floats expected = expected_of(c, from);
  Floats to(from.x.size());
  kernels.layer_norm_f32(from.x.data(), c.rows, from.norm, to.data());
  const double tolerance = 5e-6 * (1 + static_cast<double>(c.offset));
  expect_close(to, expected, tolerance, "to");
  kernels.layer_norm_f32(from.x.data(), c.rows, from.norm, from.x.data());
  expect_close(from.x, to, 0, "in place");
}

void check_bf16(const NormCase& c, unsigned seed, const Kernels& kernels) {
  const NormInputs from(c, seed);
  std::vector<Bf16> to(from.x.size());
  kernels.layer_norm_bf16(from.x.data(), c.rows, from.norm, to.data());
  expect_close(from_bf16(to), expected_of(c, from), 5e-3, "to");
}

void check_s8(const NormCase& c, unsigned seed, const Kernels& kernels) {
  const NormInputs from(c, seed);
  const Floats expected = expected_of(c, from);
  std::vector<std::int8_t> to(from.x.size());
  Floats scale(static_cast<std::size_t>(c.rows)), row_scratch(static_cast<std::size_t>(c.channels));
  kernels.layer_norm_s8(from.x.data(), c.rows, from.norm, to.data(), scale.data(), row_scratch.data(), 0);
  for (std::size_t i = 0; i < to.size(); ++i) {
    const float s = scale[i / static_cast<std::size_t>(c.channels)];
    ASSERT_NEAR(static_cast<float>(to[i]) * s, expected[i], 0.51F * s + 1e-5F) << i;
  }
  std::vector<std::int8_t> lifted(to.size());
  kernels.layer_norm_s8(from.x.data(), c.rows, from.norm, lifted.data(), scale.data(), row_scratch.data(),
                        128);
  for (std::size_t i = 0; i < to.size(); ++i)
    ASSERT_EQ(static_cast<int>(static_cast<std::uint8_t>(lifted[i])), to[i] + 128) << i;
}

/// Against central differences of the plain forward pass.
void check_backward(const NormCase& c, unsigned seed, const Kernels& kernels) {
  const NormInputs from(c, seed);
  const Floats gradient = random_floats(c.rows * c.channels, seed + 3);
  Floats found(from.x.size()), expected;
  kernels.layer_norm_backward(from.x.data(), gradient.data(), c.rows, from.norm, found.data());
  const auto count = static_cast<double>(c.channels);
  for (std::int64_t i = 0; i < c.rows; ++i) {
    std::vector<double> row(from.x.begin() + i * c.channels, from.x.begin() + (i + 1) * c.channels);
    const auto loss = [&] {
      double mean = 0, variance = 0, sum = 0;
      for (const double value : row) mean += value / count;
      for (const double value : row) variance += (value - mean) * (value - mean) / count;
      for (std::size_t k = 0; k < row.size(); ++k) {
        const double standard = (row[k] - mean) / std::sqrt(variance + static_cast<double>(from.norm.eps));
        sum += static_cast<double>(gradient[static_cast<std::size_t>(i * c.channels) + k]) * standard *
               static_cast<double>(from.weight[k]);
      }
      return sum;
    };
    for (double& value : row) {
      constexpr double kStep = 1e-5;
      const double kept = value;
      value = kept + kStep;
      const double above = loss();
      value = kept - kStep;
      expected.push_back(static_cast<float>((above - loss()) / (2 * kStep)));
      value = kept;
    }
  }
  expect_close(found, expected, 2e-5 * (1 + static_cast<double>(c.offset)), "gradient of x");
}

}  // namespace

void add_layer_norm_cases(KernelCases& cases) {
  for (const NormCase c :
       {NormCase{1, 1, 0}, {3, 5, 0}, {4, 16, 0}, {7, 19, 0}, {2, 192, 0}, {9, 768, 0}, {5, 100, 30}}) {
    const auto seed = static_cast<unsigned>(cases.size());
    const std::string shape =
        std::to_string(c.rows) + "x" + std::to_string(c.channels) + (c.offset > 0 ? " off zero" : "");
    cases.push_back(
        {"layer_norm f32 " + shape, [=](const Kernels& kernels) { check_f32(c, seed, kernels); }});
    cases.push_back(
        {"layer_norm bf16 " + shape, [=](const Kernels& kernels) { check_bf16(c, seed, kernels); }});
    cases.push_back({"layer_norm s8 " + shape, [=](const Kernels& kernels) { check_s8(c, seed, kernels); }});
    if (c.channels == 1) continue;  // its deviation is 0: nothing to differentiate
    cases.push_back(
        {"layer_norm_backward " + shape, [=](const Kernels& kernels) { check_backward(c, seed, kernels); }});
  }
}

}  // namespace pyra::testing
