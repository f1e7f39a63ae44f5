#include "pyra/host_tensor.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "io/expect_error.h"
#include "io/half.h"
#include "io/shape.h"

namespace pyra {
namespace {

using testing::expect_input_error;

template <typename T>
HostTensor tensor_of(DType dtype, const std::vector<T>& values) {
  auto buffer = std::make_shared<std::vector<T>>(values);
  const auto* data = reinterpret_cast<const std::byte*>(buffer->data());
  return {dtype, {static_cast<std::int64_t>(values.size())}, data, buffer};
}

TEST(HostTensor, OwnsACopyOfTheValues) {
  std::vector<float> values{1, 2, 3, 4, 5, 6};
  const HostTensor tensor = make_tensor(values, {2, 3});
  values[0] = 9;
  EXPECT_EQ(tensor.to_float(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(tensor.describe(), "F32 [2, 3]");
  EXPECT_EQ(tensor.bytes(), 24u);
}

TEST(HostTensor, RefusesAShapeThatDoesNotFit) {
  expect_input_error([] { make_tensor(std::vector<float>{1, 2}, {3}); }, "[3]");
  expect_input_error([] { make_tensor(std::vector<float>{1, 2}, {-1, -2}); }, "[-1, -2]");
}

TEST(HostTensor, ScalarHasOneElement) { EXPECT_EQ(make_tensor(std::vector<float>{7}, {}).elements(), 1); }

TEST(HostTensor, ReadsUnalignedData) {
  auto buffer = std::make_shared<std::vector<std::byte>>(9);
  const float values[] = {1.5f, -2.25f};
  std::memcpy(buffer->data() + 1, values, sizeof values);
  const HostTensor tensor{DType::f32, {2}, buffer->data() + 1, buffer};
  EXPECT_EQ(tensor.to_float(), (std::vector<float>{1.5f, -2.25f}));
}

TEST(HostTensor, ConvertsEveryFloatingType) {
  EXPECT_EQ(tensor_of<double>(DType::f64, {0.5, -3}).to_float(), (std::vector<float>{0.5f, -3}));
  EXPECT_EQ(tensor_of<std::uint16_t>(DType::f16, {0x3c00, 0xc000}).to_float(), (std::vector<float>{1, -2}));
  EXPECT_EQ(tensor_of<std::uint16_t>(DType::bf16, {0x3f80, 0xc000}).to_float(), (std::vector<float>{1, -2}));
}

TEST(HostTensor, IntegersAreNotWeights) {
  const HostTensor tensor = make_tensor(std::vector<std::int64_t>{1, 2}, {2});
  expect_input_error([&] { tensor.to_float(); }, "I64 [2]");
  EXPECT_EQ(tensor.to_int64(), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(tensor_of<std::int8_t>(DType::i8, {-1, 5}).to_int64(), (std::vector<std::int64_t>{-1, 5}));
  expect_input_error([&] { make_tensor(std::vector<float>{1}, {1}).to_int64(); }, "F32 [1]");
}

TEST(Half, SpecialValues) {
  EXPECT_EQ(float_from_f16(0x0001), 0x1p-24f);         // smallest subnormal
  EXPECT_EQ(float_from_f16(0x03ff), 1023 * 0x1p-24f);  // largest subnormal
  EXPECT_EQ(float_from_f16(0x0400), 0x1p-14f);         // smallest normal
  EXPECT_EQ(float_from_f16(0x7bff), 65504.0f);         // largest
  EXPECT_EQ(float_from_f16(0xfc00), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(float_from_f16(0x7e01)));
  EXPECT_TRUE(std::signbit(float_from_f16(0x8000)));
}

TEST(Shape, ProductsThatOverflowAreRefused) {
  const std::int64_t huge[] = {std::int64_t{1} << 40, std::int64_t{1} << 40};
  EXPECT_FALSE(checked_elements(huge, 4));
  const std::int64_t empty[] = {0, std::int64_t{1} << 40};
  EXPECT_EQ(checked_elements(empty, 4), 0);
}

}  // namespace
}  // namespace pyra
