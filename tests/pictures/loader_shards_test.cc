#include <gtest/gtest.h>

#include "pictures/loader_probe.h"
#include "pyra/error.h"

namespace pyra::testing {
namespace {

/// What every shard gets of every batch, together.
void expect_parts_of_the_whole(const Pictures& pictures, LoaderOptions options, std::int64_t shards) {
  const Probe probe;
  std::vector<std::vector<std::int64_t>> whole;
  Loader loader(pictures.dataset, probe, options);
  while (const auto batch = loader.next()) whole.push_back(batch->indices);
  std::vector<std::vector<std::int64_t>> joined(whole.size());
  for (options.shard = {0, shards}; options.shard.index < shards; ++options.shard.index) {
    Loader part(pictures.dataset, probe, options);
    EXPECT_EQ(part.batches(), loader.batches());
    std::int64_t expected = options.first_batch;
    while (const auto batch = part.next()) {
      ASSERT_EQ(batch->number, expected++);
      auto& to = joined.at(static_cast<std::size_t>(batch->number - options.first_batch));
      to.insert(to.end(), batch->indices.begin(), batch->indices.end());
      EXPECT_LE(batch->count, (options.batch + shards - 1) / shards);
    }
    EXPECT_EQ(expected, loader.batches());
  }
  EXPECT_EQ(joined, whole);
}

TEST(LoaderShards, AreThePartsOfEveryBatchInOrder) {
  const Pictures pictures(23);
  for (const int workers : {1, 3}) {
    for (const std::int64_t batch : {1, 4, 7, 23, 50}) {
      for (const std::int64_t shards : {2, 3, 5}) {
        SCOPED_TRACE(std::to_string(workers) + " workers, batch " + std::to_string(batch) + ", shards " +
                     std::to_string(shards));
        LoaderOptions options = options_for(batch, workers);
        options.shuffle = true;
        expect_parts_of_the_whole(pictures, options, shards);
        options.first_batch = 1;
        expect_parts_of_the_whole(pictures, options, shards);
      }
    }
  }
}

TEST(LoaderShards, GoTogetherWhereAllOfABatchIsUnreadable) {
  Pictures pictures(6);
  for (const int damaged : {0, 1}) pictures.damage(damaged);
  LoaderOptions options = options_for(2, 1);
  options.on_corrupt = OnCorrupt::skip;
  options.shard = {1, 2};
  const Probe probe;
  Loader loader(pictures.dataset, probe, options);
  std::vector<std::int64_t> counts;
  while (const auto batch = loader.next()) counts.push_back(batch->count);
  EXPECT_EQ(counts, (std::vector<std::int64_t>{0, 1, 1}));
}

TEST(LoaderShards, RefuseAnIndexBeyondTheirNumber) {
  const Pictures pictures(3);
  const Probe probe;
  LoaderOptions options = options_for(2, 1);
  options.shard = {2, 2};
  EXPECT_THROW(Loader(pictures.dataset, probe, options), InputError);
}

}  // namespace
}  // namespace pyra::testing
