#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/kernel_cases.h"
#include "support/activations.h"

namespace pyra::testing {
namespace {

struct TableShape {
  std::int64_t rows, columns;
  std::int32_t offset;  // of what is rounded
};

/// Each row is rounded to within half a step of a scale that its largest magnitude gives.
void expect_rounded(std::vector<std::int8_t> to, const Floats& scale, const Floats& from, const TableShape& s,
                    float slack) {
  for (std::int8_t& byte : to) {
    const int value = s.offset > 0 ? static_cast<int>(static_cast<std::uint8_t>(byte)) - s.offset : byte;
    ASSERT_GE(value, -127);
    ASSERT_LE(value, 127);
    byte = static_cast<std::int8_t>(value);
  }
  for (std::int64_t i = 0; i < s.rows; ++i) {
    float largest = 0;
    for (std::int64_t c = 0; c < s.columns; ++c)
      largest = std::max(largest, std::abs(from[static_cast<std::size_t>(i * s.columns + c)]));
    const float step = scale[static_cast<std::size_t>(i)];
    ASSERT_NEAR(step, largest > 0 ? largest / 127 : 1, largest * (1e-6F + slack / 127))
        << "scale of row " << i;
    for (std::int64_t c = 0; c < s.columns; ++c) {
      const auto at = static_cast<std::size_t>(i * s.columns + c);
      ASSERT_NEAR(static_cast<float>(to[at]) * step, from[at], 0.501F * step + slack * std::abs(from[at]))
          << i << ", " << c;
    }
  }
}

void check_rows(const TableShape& s, unsigned seed, const Kernels& kernels) {
  Floats from = random_floats(s.rows * s.columns, seed);
  std::fill(from.end() - s.columns, from.end(), 0.0F);
  std::vector<std::int8_t> to(from.size());
  Floats scale(static_cast<std::size_t>(s.rows));
  kernels.quantise_rows_f32(from.data(), s.rows, s.columns, to.data(), scale.data(), s.offset);
  expect_rounded(to, scale, from, s, 0);
  const std::vector<Bf16> narrow = to_bf16(from);
  kernels.quantise_rows_bf16(narrow.data(), s.rows, s.columns, to.data(), scale.data(), s.offset);
  expect_rounded(to, scale, from_bf16(narrow), s, 0);
}

/// Into rows that are wider than those of the sums, whose rest stays.
void check_apart(const ScaledSums& product, const Floats& values, const Kernels& kernels) {
  const std::int64_t apart = product.columns + 3;
  const auto size = static_cast<std::size_t>(product.rows * apart);
  std::vector<Bf16> narrow = to_bf16(Floats(size, 7)), narrow_expected = narrow;
  Floats to(size, 7), expected = to, added = to, sum = to;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto columns = static_cast<std::size_t>(product.columns);
    const std::size_t at = i / columns * static_cast<std::size_t>(apart) + i % columns;
    expected[at] = values[i];
    sum[at] += values[i];
    narrow_expected[at] = to_bf16({values[i]})[0];
  }
  kernels.dequantise_f32(product, to.data(), apart);
  expect_close(to, expected, 1e-6, "dequantised into wider rows");
  kernels.dequantise_bf16(product, narrow.data(), apart);
  expect_close(from_bf16(narrow), from_bf16(narrow_expected), 5e-3, "dequantised to bf16 in wider rows");
  kernels.dequantise_add(product, added.data(), apart);
  expect_close(added, sum, 2e-6, "added to wider rows");
}

void check_sums(const TableShape& s, unsigned seed, const Kernels& kernels) {
  std::mt19937 engine(seed);
  std::uniform_int_distribution<std::int32_t> number(-2000000, 2000000);
  std::vector<std::int32_t> sums(static_cast<std::size_t>(s.rows * s.columns)),
      zero_sums(static_cast<std::size_t>(s.columns));
  for (auto& sum : sums) sum = number(engine);
  for (auto& sum : zero_sums) sum = number(engine);
  Floats row_scale = random_floats(s.rows, seed), column_scale = random_floats(s.columns, seed + 1),
         bias = random_floats(s.columns, seed + 2);
  for (float& scale : row_scale) scale *= 1e-3F;
  for (float& scale : column_scale) scale *= 1e-3F;
  Floats values;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t column = i % static_cast<std::size_t>(s.columns);
    const double value = static_cast<double>(sums[i] - zero_sums[column]) *
                             static_cast<double>(row_scale[i / static_cast<std::size_t>(s.columns)]) *
                             static_cast<double>(column_scale[column]) +
                         static_cast<double>(bias[column]);
    values.push_back(static_cast<float>(value));
  }
  const ScaledSums product{sums.data(), zero_sums.data(), row_scale.data(), column_scale.data(),
                           bias.data(), s.rows,           s.columns};
  Floats to(sums.size());
  kernels.dequantise_f32(product, to.data(), s.columns);
  expect_close(to, values, 1e-6, "dequantised");
  check_apart(product, values, kernels);
  std::vector<Bf16> narrow(sums.size());
  kernels.dequantise_bf16(product, narrow.data(), s.columns);
  expect_close(from_bf16(narrow), values, 5e-3, "dequantised to bf16");
  Floats added = random_floats(s.rows * s.columns, seed + 3), expected = added;
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += values[i];
  kernels.dequantise_add(product, added.data(), s.columns);
  expect_close(added, expected, 2e-6, "added");
  std::vector<std::int8_t> rounded(sums.size());
  Floats scale(static_cast<std::size_t>(s.rows)), row_scratch(static_cast<std::size_t>(s.columns));
  for (const Activation activation : activations()) {
    SCOPED_TRACE(activation_name(activation));
    Floats activated;
    for (const float value : values)
      activated.push_back(static_cast<float>(activation_at(activation, static_cast<double>(value))));
    kernels.dequantise_activated(product, activation, rounded.data(), scale.data(), row_scratch.data(),
                                 s.offset);
    expect_rounded(rounded, scale, activated, s, 1e-4F);
  }
}

}  // namespace

void add_quantise_cases(KernelCases& cases) {
  for (const TableShape s : {TableShape{1, 1, 0},
                             {1, 1, 128},
                             {3, 7, 0},
                             {3, 7, 128},
                             {2, 16, 0},
                             {2, 16, 128},
                             {5, 33, 0},
                             {5, 33, 128},
                             {3, 768, 0},
                             {3, 768, 128}}) {
    const auto seed = static_cast<unsigned>(cases.size());
    const std::string shape =
        std::to_string(s.rows) + "x" + std::to_string(s.columns) + (s.offset > 0 ? " to unsigned bytes" : "");
    cases.push_back(
        {"quantise_rows " + shape, [=](const Kernels& kernels) { check_rows(s, seed, kernels); }});
    cases.push_back({"dequantise " + shape, [=](const Kernels& kernels) { check_sums(s, seed, kernels); }});
  }
}

}  // namespace pyra::testing
