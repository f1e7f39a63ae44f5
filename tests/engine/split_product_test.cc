#include "engine/cpu/split_product.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/bf16_convert.h"
#include "base/memory/large_memory.h"
#include "base/threads/team.h"
#include "engine/small_model.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::int64_t kInner = 1024;

std::vector<float> waves(std::int64_t count, float step) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(std::sin(step * static_cast<float>(i + 1)));
  return values;
}

/// Output [rows, columns] of x W^T + b, added to ones, in so many parts; every part on its own scratch.
std::vector<float> product(const PackedWeight& weight, std::int64_t rows, int parts,
                           std::int64_t* cut = nullptr) {
  const std::vector<float> x = waves(rows * weight.inner(), 0.37F), bias = waves(weight.columns(), 0.11F);
  std::vector<Bf16> rounded;
  for (const float value : x) rounded.push_back(from_float<Bf16>(value));
  Product::Setting setting;
  setting.rows = rows;
  setting.bias = true;
  setting.epilogue = Epilogue::add;
  const SplitProduct split(weight, setting, parts);
  std::vector<float> out(static_cast<std::size_t>(rows * weight.columns()), 1.0F);
  const LargeMemory scratch(split.scratch_bytes());
  const void* input = weight.element() == Element::bf16 ? static_cast<const void*>(rounded.data()) : x.data();
  for (std::int64_t part = 0; part < split.parts(); ++part)
    split.run(part, weight, input, bias.data(), out.data(), scratch.data());
  if (cut != nullptr) *cut = split.parts();
  return out;
}

TEST(SplitProduct, IsTheWholeInAnyNumberOfParts) {
  const OneOpenMpThread alone;
  for (const Element element : {Element::f32, Element::bf16}) {
    try {
      check_element(element);
    } catch (const InputError&) {
      continue;
    }
    // 588: a patch of 14 pixels, which layouts pad; 1023: no number divides it.
    const std::pair<std::int64_t, std::int64_t> sizes[] = {{64, kInner},  {100, kInner}, {320, kInner},
                                                           {640, kInner}, {768, 588},    {1152, 588},
                                                           {640, 1023},   {640, 596}};
    for (const auto& [columns, inner] : sizes) {
      const PackedWeight weight(waves(columns * inner, 0.23F).data(), columns, inner, element);
      for (const std::int64_t rows : {1, 8, 99, 197}) {
        const std::vector<float> whole = product(weight, rows, 1);
        for (const int parts : {2, 3, 5, 16}) {
          std::int64_t cut = 0;
          const std::vector<float> given = product(weight, rows, parts, &cut);
          EXPECT_GE(cut, 1);
          EXPECT_LE(cut, 2 * parts);
          for (std::size_t i = 0; i < whole.size(); ++i) {
            ASSERT_NEAR(given[i], whole[i], 1e-4) << element_name(element) << " " << rows << "x" << inner
                                                  << "x" << columns << " in " << cut << " parts, " << i;
          }
        }
      }
    }
  }
}

TEST(SplitProduct, OfFewRowsEachPartHasColumnsOfItsOwn) {
  const OneOpenMpThread alone;
  const std::int64_t columns = 320, rows = 7;
  const PackedWeight weight(waves(columns * kInner, 0.23F).data(), columns, kInner, Element::f32);
  if (weight.column_grain() == 0) GTEST_SKIP() << "oneDNN's layout on this CPU cannot be cut by columns";
  Product::Setting setting;
  setting.rows = rows;
  setting.bias = true;
  setting.epilogue = Epilogue::activate;
  const SplitProduct split(weight, setting, 3), whole(weight, setting, 1);
  ASSERT_TRUE(split.by_columns());
  EXPECT_FALSE(whole.by_columns());
  EXPECT_EQ(split.parts(), 3);
  const std::vector<float> x = waves(rows * kInner, 0.37F), bias = waves(columns, 0.11F);
  const auto run = [&](const SplitProduct& product) {
    std::vector<float> out(static_cast<std::size_t>(rows * columns), -7.0F);
    const LargeMemory scratch(product.scratch_bytes());
    for (std::int64_t part = product.parts() - 1; part >= 0; --part)
      product.run(part, weight, x.data(), bias.data(), out.data(), scratch.data());
    return out;
  };
  EXPECT_EQ(run(split), run(whole));  // every number is the same sum, whoever makes it
  setting.rows = 500;
  EXPECT_FALSE(SplitProduct(weight, setting, 3).by_columns());
}

}  // namespace
}  // namespace pyra
