#include "train/run_log.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "io/temporary_folder.h"
#include "tasks/list.h"

namespace pyra {
namespace {

EpochRecord record(std::int64_t epoch) {
  EpochRecord r;
  r.epoch = epoch;
  r.loss = 1.0 / 3 + static_cast<double>(epoch);
  r.images = 32;
  if (epoch == 1) r.val["top1"] = 12.5;
  return r;
}

TEST(RunLog, ReadsBackWhatItWrote) {
  const testing::TemporaryFolder folder;
  RunLog log(folder / "log.jsonl", 0, standard_task());
  for (const int epoch : {0, 1, 2}) log.add(record(epoch));
  const RunLog again(folder / "log.jsonl", 3, standard_task());
  ASSERT_EQ(again.records().size(), 3u);
  EXPECT_EQ(again.records()[2].loss, record(2).loss);
  EXPECT_EQ(again.records()[1].val.at("top1"), 12.5);
  EXPECT_TRUE(again.records()[0].val.empty());
  EXPECT_EQ(again.records()[0].images, 32);
}

TEST(RunLog, ForgetsEpochsThatWillBeTrainedAgain) {
  const testing::TemporaryFolder folder;
  {
    RunLog log(folder / "log.jsonl", 0, standard_task());
    for (const int epoch : {0, 1, 2}) log.add(record(epoch));
  }
  RunLog resumed(folder / "log.jsonl", 1, standard_task());
  EXPECT_EQ(resumed.records().size(), 1u);
  resumed.add(record(1));
  EXPECT_EQ(RunLog(folder / "log.jsonl", 99, standard_task()).records().size(), 2u);
}

TEST(RunLog, NamesTheLineThatIsNoRecord) {
  const testing::TemporaryFolder folder;
  {
    RunLog log(folder / "log.jsonl", 0, standard_task());
    log.add(record(0));
  }
  testing::write_bytes(folder / "log.jsonl", testing::read_bytes(folder / "log.jsonl") + "{\"epoch\": 1}\n");
  testing::expect_input_error([&] { RunLog(folder / "log.jsonl", 9, standard_task()); },
                              "log.jsonl:2: no epoch record");
}

}  // namespace
}  // namespace pyra
