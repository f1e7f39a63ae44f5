#include "bench/bench_lists.h"

#include <gtest/gtest.h>

#include "pyra/error.h"

namespace pyra {
namespace {

using Names = std::vector<std::string>;

TEST(Schedules, NamesAreSeparatedByCommas) {
  EXPECT_EQ(split_schedules({"none,low,r=8", "speedup=2"}), (Names{"none", "low", "r=8", "speedup=2"}));
}

TEST(Schedules, AListOfRatesStandsAlone) {
  EXPECT_EQ(split_schedules({"none,low;16x11,10;high"}), (Names{"none", "low", "16x11,10", "high"}));
  EXPECT_EQ(split_schedules({"none", "40,34,30"}), (Names{"none", "40,34,30"}));
  EXPECT_THROW(split_schedules({"none,16x11,10"}), InputError);
}

TEST(Schedules, DoublesAreDroppedAndEmptyOnesRefused) {
  EXPECT_EQ(split_schedules({"low,none", "low"}), (Names{"low", "none"}));
  for (const char* text : {"", "none,,low", "none,", ";none"})
    EXPECT_THROW(split_schedules({text}), InputError) << text;
}

TEST(Batches, AreWholeNumbersFromOne) {
  EXPECT_EQ(parse_batches("1,8,32,8"), (std::vector<std::int64_t>{1, 8, 32}));
  for (const char* text : {"0", "-1", "1,", "", "8.5", "1e9", "99999999999999999999", "eight"}) {
    EXPECT_THROW(parse_batches(text), InputError) << text;
  }
}

TEST(Precisions, AreKnownNames) {
  EXPECT_EQ(parse_precisions("int8,f32"), (std::vector<Precision>{Precision::int8, Precision::f32}));
  EXPECT_THROW(parse_precisions("f32,f64"), InputError);
  EXPECT_THROW(parse_precisions(""), InputError);
}

}  // namespace
}  // namespace pyra
