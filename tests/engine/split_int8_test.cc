// int8 products in parts are whole numbers: every part's are those of the whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/memory/large_memory.h"
#include "base/threads/team.h"
#include "engine/cpu/split_product.h"
#include "kernels/int8_offset.h"

namespace pyra {
namespace {

constexpr std::int64_t kInner = 4096;

/// Whole numbers of the widest range as weight and rows, and what their product is.
struct Int8Case {
  Int8Case(std::int64_t columns_, std::int64_t rows_) : columns(columns_), rows(rows_) {
    std::mt19937 engine(static_cast<unsigned>(columns + rows));
    const int most = largest_int8_weight();
    std::uniform_int_distribution<int> number(-127, 127), of_weights(-most, most);
    for (std::int64_t i = 0; i < columns * kInner; ++i)
      weight.push_back(static_cast<float>(i % kInner == 0 ? most : of_weights(engine)));  // the scale is 1
    for (std::int64_t i = 0; i < rows * kInner; ++i) {
      const int value = i < kInner ? 127 : number(engine);
      input.push_back(static_cast<std::uint8_t>(value + int8_offset()));
      for (std::int64_t n = 0; i % kInner == 0 && n < columns; ++n) sums.push_back(0);
      for (std::int64_t n = 0; n < columns; ++n) {
        sums[static_cast<std::size_t>(i / kInner * columns + n)] +=
            value * static_cast<int>(weight[static_cast<std::size_t>(n * kInner + i % kInner)]);
      }
    }
  }
  std::int64_t columns, rows;
  std::vector<float> weight;
  std::vector<std::uint8_t> input;
  std::vector<std::int32_t> sums;
};

/// The sums of all rows, by run() or part by part alone.
std::vector<std::int32_t> int8_sums(const Int8Case& of, const PackedWeight& weight, const SplitProduct& split,
                                    bool alone) {
  std::vector<std::int32_t> out(of.sums.size(), -7);
  const LargeMemory scratch(alone ? split.scratch_bytes_alone() : split.scratch_bytes());
  for (std::int64_t part = split.parts() - 1; part >= 0; --part) {
    if (!alone) {
      split.run(part, weight, of.input.data(), nullptr, out.data(), scratch.data());
      continue;
    }
    const std::int64_t width = split.columns_of(part), column = split.first_column(part);
    std::vector<std::int32_t> own(static_cast<std::size_t>(of.rows * width));
    split.run_alone(part, weight, of.input.data(), nullptr, own.data(), scratch.data());
    for (std::int64_t row = 0; row < of.rows; ++row)
      std::copy_n(own.begin() + row * width, width, out.begin() + row * of.columns + column);
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] -= weight.zero_sums()[i % static_cast<std::size_t>(of.columns)];
  return out;
}

TEST(SplitInt8, IsExactInAnyNumberOfParts) {
  const OneOpenMpThread alone;
  for (const std::int64_t columns : {64, 100, 320, 336, 384, 1000}) {
    for (const std::int64_t rows : {1, 5, 99}) {
      const Int8Case given(columns, rows);
      const PackedWeight weight(given.weight.data(), columns, kInner, Element::s8);
      EXPECT_EQ(weight.unpack(), given.weight);
      const Product::Setting setting{rows, Element::s32, false, Epilogue::none};
      for (const int parts : {1, 2, 3, 5}) {
        const SplitProduct split(weight, setting, parts);
        const std::string what = std::to_string(rows) + "x" + std::to_string(columns) + " in " +
                                 std::to_string(split.parts()) + " parts" +
                                 (split.by_columns() ? " by columns" : "");
        EXPECT_EQ(int8_sums(given, weight, split, false), given.sums) << what;
        if (split.by_columns()) {
          EXPECT_EQ(int8_sums(given, weight, split, true), given.sums) << what;
        }
      }
    }
  }
}

TEST(SplitInt8, OfFewRowsEachPartHasColumnsOfItsOwn) {
  const Int8Case given(384, 5);
  const PackedWeight weight(given.weight.data(), 384, kInner, Element::s8);
  if (weight.column_grain() == 0) GTEST_SKIP() << "oneDNN's layout on this CPU cannot be cut by columns";
  const SplitProduct split(weight, {5, Element::s32, false, Epilogue::none}, 2);
  EXPECT_TRUE(split.by_columns());
  EXPECT_EQ(split.parts(), 2);
  EXPECT_EQ(weight.bytes(), given.weight.size());  // nothing lies behind it
}

}  // namespace
}  // namespace pyra
