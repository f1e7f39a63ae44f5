#include "pyra/schedule.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>

#include "architecture/architectures.h"
#include "io/expect_error.h"
#include "io/temporary_folder.h"
#include "schedules/schedule_file.h"
#include "support/vit_sizes.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using Rates = std::vector<std::int64_t>;

VitConfig base() { return find_architecture("vit_base_patch16_224"); }
VitConfig large() { return find_architecture("vit_large_patch16_224"); }
VitConfig distilled() { return find_architecture("deit_base_distilled_patch16_224"); }

VitConfig small(std::int64_t patches_a_side, std::int64_t depth) {
  return testing::vit_of({.image = 4 * patches_a_side,
                          .patch = 4,
                          .dim = 64,
                          .depth = depth,
                          .heads = 2,
                          .mlp_dim = 256,
                          .classes = 10});
}

// Table 1 of the paper and the text around it, in multiply-adds.
TEST(Schedule, CostsWhatThePaperStates) {
  for (const auto& [config, spelling, gmac] : {std::tuple{base(), "none", 17.56},
                                               {base(), "low", 8.77},
                                               {base(), "high", 5.07},
                                               {large(), "none", 61.55},
                                               {large(), "low", 30.97},
                                               {large(), "high", 17.92},
                                               {distilled(), "low", 9.66}}) {
    EXPECT_NEAR(parse_schedule(spelling, config).gmac, gmac, 0.0051)
        << spelling << " at depth " << config.depth;
  }
  EXPECT_NEAR(parse_schedule("low", base()).speedup(), 2.00, 0.005);
  EXPECT_NEAR(parse_schedule("high", base()).speedup(), 3.46, 0.005);
}

TEST(Schedule, CountsOneBlockByHand) {
  // 4 patches and a class token, 8 channels in 2 heads
  const VitConfig config = testing::vit_of(
      {.image = 4, .patch = 2, .dim = 8, .depth = 1, .heads = 2, .mlp_dim = 16, .classes = 3});
  const double embed = 4 * 12 * 8, attention = 4 * 5 * 64 + 2 * 25 * 8, head = 3 * 8;
  EXPECT_DOUBLE_EQ(count_gmac(config, {0}), (embed + attention + 2 * 5 * 8 * 16 + head) / 1e9);
  EXPECT_DOUBLE_EQ(count_gmac(config, {2}), (embed + attention + 3 * 2 * 4 + 2 * 3 * 8 * 16 + head) / 1e9);
}

TEST(Schedule, NamesThePapersLists) {
  EXPECT_EQ(parse_schedule("low", base()).rates, (Rates{16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 10}));
  EXPECT_EQ(parse_schedule("high", base()).rates, (Rates{40, 34, 30, 24, 18, 14, 10, 8, 4, 4, 3, 3}));
  EXPECT_EQ(spell_rates(parse_schedule("low", large()).rates), "8x23,6");
  EXPECT_EQ(spell_rates(parse_schedule("low", distilled()).rates), "16x6,10x6");
  EXPECT_EQ(parse_schedule("high", distilled()).rates, parse_schedule("high", base()).rates);
  EXPECT_TRUE(parse_schedule("high", base()).notes.empty());
}

TEST(Schedule, ReadsEverySpelling) {
  EXPECT_EQ(parse_schedule("none", base()).rates, Rates(12, 0));
  EXPECT_FALSE(parse_schedule("none", base()).merges());
  EXPECT_EQ(parse_schedule("r=8", base()).rates, Rates(12, 8));
  EXPECT_EQ(parse_schedule("16x11,10", base()).rates, parse_schedule("low", base()).rates);
  EXPECT_EQ(parse_schedule("7", base()).rates, (Rates{7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(parse_schedule("0x2,5,3x2", base()).rates, (Rates{0, 0, 5, 3, 3, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(parse_schedule("16x11,10", base()).spelling, "16x11,10");
}

TEST(Schedule, FollowsTheTokens) {
  const Schedule low = parse_schedule("low", base());
  EXPECT_EQ(low.tokens.front(), 197);
  EXPECT_EQ(low.tokens[1], 181);
  EXPECT_EQ(low.tokens.back(), 11);
  EXPECT_EQ(low.tokens.size(), 13u);
  EXPECT_EQ(describe_tokens(low), "197 -> ... (11 blocks of -16) -> 21 -> 11");
  EXPECT_EQ(describe_tokens(parse_schedule("4,3", small(4, 2))), "17 -> 13 -> 10");
}

TEST(Schedule, ClampsAndSaysSoOnce) {
  const Schedule schedule = parse_schedule("r=60", base());  // 98 could go at first, then fewer and fewer
  EXPECT_EQ(schedule.rates[0], 60);
  EXPECT_EQ(schedule.rates[1], 60);
  EXPECT_EQ(schedule.rates[2], 38);  // of 77 tokens
  ASSERT_FALSE(schedule.notes.empty());
  EXPECT_EQ(schedule.notes[0], "block 2: rate 60 clamped to 38, half of the 76 tokens that may merge");
  for (const std::int64_t tokens : schedule.tokens) EXPECT_GE(tokens, 1);
  EXPECT_EQ(parse_schedule("r=9223372036854775807", base()).rates[0], 98);
}

TEST(Schedule, RefusesWhatIsNoSchedule) {
  for (const char* spelling : {"",
                               "lower",
                               "1,,2",
                               "1,",
                               ",1",
                               "16y11",
                               "x3",
                               "3x",
                               "3x0",
                               "3x-1",
                               "1.5",
                               " 4",
                               "4 ",
                               "r=",
                               "r=x",
                               "r=1.5",
                               "speedup=",
                               "speedup=0.5",
                               "speedup=nan",
                               "speedup=inf",
                               "speedup=-2",
                               "latency-ms=5",
                               "elastic",
                               "8x13",
                               "1,1,1,1,1,1,1,1,1,1,1,1,1",
                               "1,1x9223372036854775807",
                               "99999999999999999999"}) {
    SCOPED_TRACE(spelling);
    expect_input_error(
        [&] { parse_schedule(spelling, base()); },
        "expected none, low, high, r=N, speedup=X, latency-ms=X, a list of rates such as 16x11,10");
  }
  expect_input_error([] { parse_schedule("4,-3", base()); }, "rate -3 of block 1 is negative");
  expect_input_error([] { parse_schedule("r=-1", base()); }, "is negative");
  expect_input_error([] { parse_schedule("8x13", base()); }, "more rates than the backbone has blocks (12)");
  expect_input_error([] { make_schedule("given", Rates(13, 1), base()); }, "at most one rate a block");
}

TEST(Schedule, MeetsSpeedupsWithinThreePerCent) {
  for (const VitConfig& config :
       {base(), large(), distilled(), find_architecture("vit_demo_patch2_28"), small(14, 6)}) {
    for (const double speedup : {1.0, 1.3, 2.0, 2.7, 3.3}) {
      SCOPED_TRACE(std::to_string(config.tokens()) + " tokens, speedup " + std::to_string(speedup));
      const Schedule schedule = parse_schedule("speedup=" + std::to_string(speedup), config);
      EXPECT_NEAR(schedule.speedup(), speedup, 0.03 * speedup);
      EXPECT_TRUE(schedule.notes.empty()) << schedule.notes[0];  // nothing to clamp
    }
  }
  EXPECT_NEAR(parse_schedule("speedup=1.5", small(8, 4)).speedup(), 1.5, 0.045);
}

TEST(Schedule, NamesTheBestWhereASpeedupIsOutOfReach) {
  expect_input_error([] { parse_schedule("speedup=50", base()); },
                     "the closest that this backbone reaches is speedup=");
  expect_input_error([] { parse_schedule("speedup=1.2", small(1, 1)); }, "speedup=1;");
}

TEST(Schedule, FitsThePapersShapesToOtherBackbones) {
  for (const VitConfig& config : {find_architecture("vit_huge_patch14_224"), small(14, 6), small(8, 8)}) {
    for (const char* name : {"low", "high"}) {
      const Schedule schedule = parse_schedule(name, config);
      ASSERT_FALSE(schedule.notes.empty());
      EXPECT_NE(schedule.notes[0].find("the paper has no '" + std::string(name) + "' schedule for"),
                std::string::npos);
      EXPECT_NEAR(schedule.speedup(), parse_schedule(name, base()).speedup(), 0.06 * schedule.speedup())
          << config.depth << " blocks, " << config.tokens() << " tokens, " << name;
    }
  }
}

TEST(Schedule, SearchesALatency) {
  const VitConfig config = base();
  const auto in_proportion = [&](const Rates& rates) { return count_gmac(config, rates); };  // 1 ms a GMAC
  const Schedule found = parse_schedule("latency-ms=8", config, in_proportion);
  EXPECT_LE(found.gmac, 8);
  EXPECT_GT(found.gmac, 7.4);
  EXPECT_FALSE(parse_schedule("latency-ms=20", config, in_proportion).merges());
  expect_input_error([&] { parse_schedule("latency-ms=0.5", config, in_proportion); }, "out of reach");
}

TEST(SpellRates, IsTheShortestListThatReadsBack) {
  for (const char* spelling : {"16x11,10", "40,34,30,24,18,14,10,8,4x2,3x2", "8x12", "0,5x3,0x8"}) {
    EXPECT_EQ(spell_rates(parse_schedule(spelling, base()).rates), spelling);
  }
}

std::string write_schedule(const testing::TemporaryFolder& folder, const std::string& text) {
  const std::filesystem::path file = folder / "schedule.json";
  std::ofstream(file) << text;
  return file.string();
}

TEST(ScheduleFile, IsASchedule) {
  const testing::TemporaryFolder folder;
  const VitConfig config = small(4, 3);
  const std::string file =
      write_schedule(folder, "{\"schedule\": [3, 0, 2], \"backbone\": " + schedule_owner(config, "ab") + "}");
  const Schedule schedule = parse_schedule(file, config);
  EXPECT_EQ(schedule.rates, (Rates{3, 0, 2}));
  EXPECT_EQ(schedule.spelling, "3,0,2") << "what is trained with it must not need the file";
  EXPECT_EQ(schedule.found->fingerprint, "ab");
  EXPECT_EQ(schedule.found->reducer, "") << "older files do not say";
}

TEST(ScheduleFile, OfAnotherBackboneIsRefused) {
  const testing::TemporaryFolder folder;
  const std::string text = "{\"schedule\": [3, 0, 2], \"backbone\": " + schedule_owner(small(4, 3), "") + "}";
  const std::string file = write_schedule(folder, text);
  expect_input_error([&] { parse_schedule(file, small(5, 3)); }, "was found for another backbone");
  expect_input_error([&] { parse_schedule(file, small(4, 4)); }, "depth 4");
}

TEST(ScheduleFile, ThatIsNoneIsRefused) {
  const testing::TemporaryFolder folder;
  const VitConfig config = small(4, 3);
  const std::string owner = schedule_owner(config, "");
  for (const std::string& text : {std::string("{"), std::string("[1, 2]"), std::string("{}"),
                                  "{\"schedule\": [1.5, 0, 0], \"backbone\": " + owner + "}",
                                  "{\"schedule\": [-1, 0, 0], \"backbone\": " + owner + "}",
                                  "{\"schedule\": 3, \"backbone\": " + owner + "}",
                                  "{\"schedule\": [1, 0], \"backbone\": " + owner + "}",
                                  "{\"schedule\": [1, 0, 0], \"reducer\": 3, \"backbone\": " + owner + "}",
                                  std::string(3 << 20, '[')}) {
    expect_input_error([&] { parse_schedule(write_schedule(folder, text), config); }, "schedule");
  }
  expect_input_error([&] { parse_schedule((folder / "nowhere.json").string(), config); }, "cannot read");
}

}  // namespace
}  // namespace pyra
