#include "pyra/loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>
#include <thread>

#include "pictures/loader_probe.h"
#include "pyra/error.h"

namespace pyra::testing {
namespace {

TEST(Loader, GoesThroughInOrder) {
  Pictures pictures(10);
  const Epoch epoch = run(pictures.dataset, options_for(4, 3));
  EXPECT_EQ(epoch.counts, (std::vector<std::int64_t>{4, 4, 2}));
  for (std::int64_t i = 0; i < 10; ++i) {
    EXPECT_EQ(epoch.indices[static_cast<std::size_t>(i)], i);
    EXPECT_EQ(epoch.labels[static_cast<std::size_t>(i)], i % 3);
    EXPECT_EQ(epoch.images[static_cast<std::size_t>(12 * i)], static_cast<float>(i));
  }
}

TEST(Loader, GivesPlansWithTheSameSeedsWhereTheyAreAskedFor) {
  Pictures pictures(10);
  LoaderOptions options = options_for(4, 3);
  const Epoch finished = run(pictures.dataset, options);
  options.plans = true;
  Probe probe;
  Loader loader(pictures.dataset, probe, options);
  std::size_t seen = 0;
  while (const auto batch = loader.next()) {
    EXPECT_TRUE(batch->images.empty());
    ASSERT_EQ(batch->plans.size(), static_cast<std::size_t>(batch->count));
    for (const PicturePlan& plan : batch->plans) {
      EXPECT_EQ(static_cast<float>(plan.pixels[0]), finished.images[12 * seen]);
      EXPECT_EQ(static_cast<float>(plan.across.weights[0]), finished.images[12 * seen + 1]);
      ++seen;
    }
  }
  EXPECT_EQ(seen, 10U);
}

TEST(Loader, WorkersAndPrefetchChangeNothing) {
  Pictures pictures(23);
  LoaderOptions options = options_for(5, 1);
  options.shuffle = true;
  options.seed = 9;
  const Epoch one = run(pictures.dataset, options);
  for (int workers : {2, 7}) {
    for (int prefetch : {0, 1, 20}) {
      options.workers = workers;
      options.prefetch = prefetch;
      EXPECT_EQ(run(pictures.dataset, options), one) << workers << " workers, prefetch " << prefetch;
    }
  }
}

TEST(Loader, ShuffleIsAPermutationOfSeedAndEpoch) {
  Pictures pictures(40);
  LoaderOptions options = options_for(8, 2);
  options.shuffle = true;
  const Epoch first = run(pictures.dataset, options);
  auto sorted = first.indices;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::int64_t> all(40);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(sorted, all);
  EXPECT_NE(first.indices, all);
  options.epoch = 1;
  EXPECT_NE(run(pictures.dataset, options).indices, first.indices);
  options.epoch = 0;
  options.seed = 1;
  EXPECT_NE(run(pictures.dataset, options).indices, first.indices);
}

/// Written down once: the order must not change with compiler, library or release, or resumed runs would
/// differ.
TEST(Loader, OrderIsTheSameEverywhere) {
  Pictures pictures(8);
  LoaderOptions options = options_for(8, 1);
  options.shuffle = true;
  options.seed = 42;
  EXPECT_EQ(run(pictures.dataset, options).indices, (std::vector<std::int64_t>{6, 7, 1, 0, 4, 2, 3, 5}));
}

TEST(Loader, ResumesWhereItStopped) {
  Pictures pictures(22);
  LoaderOptions options = options_for(4, 2);
  options.shuffle = true;
  const Epoch whole = run(pictures.dataset, options);
  options.first_batch = 3;
  const Epoch rest = run(pictures.dataset, options);
  EXPECT_EQ(rest.indices, std::vector<std::int64_t>(whole.indices.begin() + 12, whole.indices.end()));
  EXPECT_EQ(rest.images, std::vector<float>(whole.images.begin() + 12 * 12, whole.images.end()));
  options.first_batch = 99;
  EXPECT_TRUE(run(pictures.dataset, options).indices.empty());
}

TEST(Loader, DropsLast) {
  Pictures pictures(10);
  LoaderOptions options = options_for(4, 2);
  options.drop_last = true;
  EXPECT_EQ(run(pictures.dataset, options).counts, (std::vector<std::int64_t>{4, 4}));
  options.batch = 11;
  EXPECT_TRUE(run(pictures.dataset, options).counts.empty());
}

TEST(Loader, FailsAtTheFirstUnreadablePictureInOrder) {
  Pictures pictures(12);
  pictures.damage(6);
  pictures.damage(9);
  Probe probe;
  Loader loader(pictures.dataset, probe, options_for(3, 4));
  EXPECT_TRUE(loader.next());
  EXPECT_TRUE(loader.next());
  try {
    loader.next();
    FAIL() << "the damaged picture passed";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("6.png"), std::string::npos) << error.what();
  }
  EXPECT_FALSE(loader.next());
}

TEST(Loader, SkipsUnreadablePictures) {
  Pictures pictures(9);
  for (int i : {1, 3, 4, 5}) pictures.damage(i);
  LoaderOptions options = options_for(3, 3);
  options.on_corrupt = OnCorrupt::skip;
  const Epoch epoch = run(pictures.dataset, options);
  EXPECT_EQ(epoch.counts, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(epoch.indices, (std::vector<std::int64_t>{0, 2, 6, 7, 8}));
  EXPECT_EQ(epoch.images[12], 2.0f);
  ASSERT_EQ(epoch.skipped.size(), 4u);
  EXPECT_NE(epoch.skipped[1].find("3.png"), std::string::npos);
}

TEST(Loader, PrefetchIsBounded) {
  Pictures pictures(40);
  Probe probe;
  LoaderOptions options = options_for(2, 3);
  options.prefetch = 2;
  Loader loader(pictures.dataset, probe, options);
  loader.next();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_LE(probe.fits, 2 + (1 + 2) * 2);  // given, waited for, two ahead
}

TEST(Loader, StopsInTheMiddle) {
  Pictures pictures(200);
  Probe probe;
  {
    LoaderOptions options = options_for(4, 3);
    options.prefetch = 50;
    Loader loader(pictures.dataset, probe, options);
    loader.next();
  }
  EXPECT_LT(probe.fits, 200);
}

TEST(Loader, CacheGivesTheSameBatchesWithoutReading) {
  Pictures pictures(20);
  LoaderOptions options = options_for(4, 3);
  options.shuffle = true;
  const Epoch plain = run(pictures.dataset, options);
  options.cache = std::make_shared<PictureCache>(1 << 20);
  EXPECT_EQ(run(pictures.dataset, options), plain);
  for (int i = 0; i < 20; ++i) pictures.damage(i);
  EXPECT_EQ(run(pictures.dataset, options), plain);
}

TEST(Loader, FullCacheTakesNoMore) {
  PictureCache cache(100);
  cache.keep("a", std::make_shared<const Image>(Image{4, 4, std::vector<std::uint8_t>(48)}));
  cache.keep("b", std::make_shared<const Image>(Image{5, 4, std::vector<std::uint8_t>(60)}));
  cache.keep("c", std::make_shared<const Image>(Image{4, 4, std::vector<std::uint8_t>(48)}));
  EXPECT_TRUE(cache.find("a"));
  EXPECT_FALSE(cache.find("b"));
  EXPECT_TRUE(cache.find("c"));
}

TEST(Loader, CountsBatchesOfTheWholeEpoch) {
  Pictures pictures(10);
  Probe probe;
  LoaderOptions options = options_for(4, 1);
  options.first_batch = 2;
  EXPECT_EQ(Loader(pictures.dataset, probe, options).batches(), 3);
}

TEST(Loader, RefusesBadOptions) {
  Pictures pictures(2);
  Probe probe;
  const auto refuses = [&](auto change) {
    LoaderOptions options = options_for(1, 1);
    change(options);
    EXPECT_THROW(Loader(pictures.dataset, probe, options), InputError);
  };
  refuses([](LoaderOptions& o) { o.batch = 0; });
  refuses([](LoaderOptions& o) { o.workers = 0; });
  refuses([](LoaderOptions& o) { o.prefetch = -1; });
  refuses([](LoaderOptions& o) { o.first_batch = -1; });
  refuses([](LoaderOptions& o) { o.height = 224; });
  EXPECT_THROW(Loader({}, probe, options_for(1, 1)), InputError);
}

TEST(Loader, LoadsRealPictures) {
  const fs::path folder = kShared / "data/imagenet1k_samples";
  if (!fs::exists(folder)) GTEST_SKIP() << "no imagenet1k_samples at " << folder;
  Dataset dataset = read_list(folder, kShared / "data/imagenet1k_samples.txt");
  ASSERT_EQ(dataset.samples.size(), 1000u);
  dataset.samples.resize(50);
  const auto transform = make_eval_transform({});
  LoaderOptions options;
  Loader loader(dataset, *transform, options);
  std::int64_t count = 0;
  while (auto batch = loader.next()) count += batch->count;
  EXPECT_EQ(count, 50);
}

}  // namespace
}  // namespace pyra::testing
