#include "schedules/training_schedule.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "architecture/architectures.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

TEST(TrainingSchedule, IsUsuallyTheOneThatRuns) {
  const VitConfig config = find_architecture("vit_base_patch16_224");
  const TrainingSchedule training = parse_training_schedule("r=8", config);
  EXPECT_FALSE(training.elastic());
  EXPECT_EQ(training.schedule.rates, std::vector<std::int64_t>(12, 8));
  EXPECT_EQ(training.trained_rates, training.schedule.rates);
}

TEST(TrainingSchedule, OfAnElasticAdapterSpansNoneToHigh) {
  for (const char* name : {"vit_base_patch16_224", "vit_large_patch16_224", "deit_base_distilled_patch16_224",
                           "vit_demo_patch2_28"}) {
    const VitConfig config = find_architecture(name);
    const TrainingSchedule training = parse_training_schedule("elastic", config);
    ASSERT_TRUE(training.elastic()) << name;
    EXPECT_EQ(training.schedule.rates, parse_schedule("high", config).rates);
    EXPECT_EQ(training.schedule.spelling, "elastic");
    for (const char* known : {"low", "high"}) {
      EXPECT_EQ(std::count(training.drawn.begin(), training.drawn.end(), parse_schedule(known, config).rates),
                1)
          << known;
    }
    EXPECT_GT(training.drawn.size(), 12U);
    double least = 1e9, most = 0;
    std::vector<std::int64_t> largest(static_cast<std::size_t>(config.depth), 0);
    for (const auto& rates : training.drawn) {
      EXPECT_EQ(make_schedule("", rates, config).rates, rates);
      least = std::min(least, count_gmac(config, rates));
      most = std::max(most, count_gmac(config, rates));
      for (std::size_t i = 0; i < rates.size(); ++i) largest[i] = std::max(largest[i], rates[i]);
    }
    EXPECT_EQ(training.trained_rates, largest);
    EXPECT_EQ(least, training.schedule.gmac) << "nothing is steeper than what it says it was trained for";
    EXPECT_GT(most, 0.8 * training.schedule.gmac_uncompressed);
  }
}

TEST(TrainingSchedule, ElasticIsNoScheduleToRunAt) {
  testing::expect_input_error([] { parse_schedule("elastic", VitConfig{}); }, "name the rate to run at");
}

}  // namespace
}  // namespace pyra
