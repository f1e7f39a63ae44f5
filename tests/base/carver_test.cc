// Memory that is measured and carved by one function.
#include "base/memory/carver.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

namespace pyra {
namespace {

struct Parts {
  float* weights;
  std::int32_t* ranks;
  std::byte* rest;

  static constexpr Parts cut(Carver& from, std::int64_t count) {
    return {.weights = from.take<float>(count),
            .ranks = from.take<std::int32_t>(1),
            .rest = from.take_bytes(static_cast<std::size_t>(count))};
  }
};

static_assert(measured<Parts>(std::int64_t{17}) == 128 + 64 + 64, "sizes are known while compiling");
static_assert(measured<Parts, 256>(std::int64_t{17}) == 3 * 256);
static_assert(measured<Parts>(std::int64_t{0}) == 64, "what is empty takes nothing");

TEST(Carver, CutsWhatItMeasured) {
  alignas(64) std::array<std::byte, measured<Parts>(std::int64_t{17})> memory;
  const auto parts = carved<Parts>(memory.data(), std::int64_t{17});
  EXPECT_EQ(reinterpret_cast<std::byte*>(parts.weights), memory.data());
  EXPECT_EQ(reinterpret_cast<std::byte*>(parts.ranks), memory.data() + 128);
  EXPECT_EQ(parts.rest, memory.data() + 192);
}

TEST(Carver, OfNoMemoryGivesNone) { EXPECT_EQ(carved<Parts>(nullptr, std::int64_t{17}).rest, nullptr); }

TEST(Layout, AlignsAsAsked) {
  Layout lines, words(8);
  for (Layout* layout : {&lines, &words}) {
    EXPECT_EQ(layout->add(9), 0u);
    layout->add(0);
  }
  EXPECT_EQ(lines.add(1), 64u);
  EXPECT_EQ(words.add(1), 16u);
  EXPECT_EQ(lines.bytes(), 128u);
  EXPECT_EQ(words.bytes(), 24u);
}

}  // namespace
}  // namespace pyra
