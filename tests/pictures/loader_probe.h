// Pictures and a transform that tell what a loader made of them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "pictures/reference.h"
#include "pyra/loader.h"

namespace pyra::testing {

/// Pictures whose pixels all hold their index, so that a batch tells what is in it.
class Pictures {
 public:
  explicit Pictures(int count) {
    for (int i = 0; i < count; ++i) {
      const fs::path path = folder_ / (std::to_string(i) + ".png");
      write_png(path, {8, 6, std::vector<std::uint8_t>(3 * 8 * 6, static_cast<std::uint8_t>(i))});
      dataset.samples.push_back({path, i % 3});
    }
    dataset.class_names = {"a", "b", "c"};
  }
  void damage(int i) { write_text(dataset.samples[static_cast<std::size_t>(i)].path, "damaged"); }

  Dataset dataset;

 private:
  TemporaryFolder folder_;
};

/// Writes the picture's value, the seed's low bits and counts its calls; sleeps to shuffle the workers'
/// order.
class Probe final : public Transform {
 public:
  Image fit(Image image) const override {
    ++fits;
    std::this_thread::sleep_for(std::chrono::microseconds(image.pixels[0] * 7919 % 900));
    return image;
  }
  void finish(const Image& fitted, std::uint64_t seed, std::span<float> output) const override {
    std::fill_n(output.begin(), 3 * 4, static_cast<float>(fitted.pixels[0]));
    output[1] = static_cast<float>(seed % 65536);
  }
  PicturePlan plan(const Image& fitted, std::uint64_t seed) const override {
    PicturePlan plan{1, 1, {fitted.pixels[0]}, {}, {}, false, false};
    plan.across.weights = {static_cast<std::int32_t>(seed % 65536)};
    return plan;
  }
  const PixelValues& values() const override { return values_; }
  std::int64_t height() const override { return 2; }
  std::int64_t width() const override { return 2; }

  mutable std::atomic<int> fits{0};

 private:
  PixelValues values_{};
};

inline LoaderOptions options_for(std::int64_t batch, int workers) {
  LoaderOptions options;
  options.batch = batch;
  options.workers = workers;
  options.height = options.width = 2;
  return options;
}

struct Epoch {
  std::vector<std::int64_t> indices, labels, counts;
  std::vector<float> images;
  std::vector<std::string> skipped;
  bool operator==(const Epoch&) const = default;
};

inline Epoch run(const Dataset& dataset, const LoaderOptions& options) {
  Probe probe;
  Loader loader(dataset, probe, options);
  Epoch epoch;
  while (auto batch = loader.next()) {
    EXPECT_EQ(batch->images.size(), static_cast<std::size_t>(batch->count * 12));
    epoch.counts.push_back(batch->count);
    epoch.indices.insert(epoch.indices.end(), batch->indices.begin(), batch->indices.end());
    epoch.labels.insert(epoch.labels.end(), batch->labels.begin(), batch->labels.end());
    epoch.images.insert(epoch.images.end(), batch->images.begin(), batch->images.end());
  }
  EXPECT_FALSE(loader.next());
  epoch.skipped = loader.skipped();
  return epoch;
}

}  // namespace pyra::testing
