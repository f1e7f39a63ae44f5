// Norms, functions of single numbers, patches and rows on the GPU against plain loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "cuda/device.h"
#include "kernels/cuda/activate.h"
#include "kernels/cuda/elementwise.h"
#include "kernels/cuda/embed.h"
#include "kernels/cuda/gate.h"
#include "kernels/cuda/layer_norm.h"
#include "kernels/cuda/rows.h"
#include "kernels/kernel_cases.h"
#include "support/activations.h"

namespace pyra::testing {
namespace {

using Bf16 = __nv_bfloat16;

class CudaRows : public NeedsDevice {};

template <typename T>
void check_norm(std::int64_t rows, std::int64_t channels, std::int64_t stride, double tolerance) {
  Floats x = random_floats(rows * stride, 1);
  for (float& value : x) value += 3;
  const Floats weight = random_floats(channels, 2), bias = random_floats(channels, 3);
  const cuda::DeviceArray<float> on_device(x), w(weight), b(bias);
  const cuda::DeviceArray<T> to(static_cast<std::size_t>(rows * channels));
  cuda::layer_norm(on_device.get(), rows, stride, channels, w.get(), b.get(), 1e-6F, to.get(), nullptr);
  Floats expected;
  for (std::int64_t i = 0; i < rows; ++i) {
    const float* row = x.data() + i * stride;
    double mean = 0, variance = 0;
    for (std::int64_t c = 0; c < channels; ++c) mean += row[c] / static_cast<double>(channels);
    for (std::int64_t c = 0; c < channels; ++c)
      variance += std::pow(row[c] - mean, 2) / static_cast<double>(channels);
    for (std::int64_t c = 0; c < channels; ++c) {
      const auto at = static_cast<std::size_t>(c);
      expected.push_back(
          static_cast<float>((row[c] - mean) / std::sqrt(variance + 1e-6) * weight[at] + bias[at]));
    }
  }
  expect_close(floats(download(to)), expected, tolerance, "norm");
}

TEST_F(CudaRows, small_norms) {
  for (const std::int64_t channels : {4, 20, 192, 260, 384, 768, 1024, 1280, 2048}) {
    check_norm<float>(5, channels, channels, 1e-5);
    check_norm<Bf16>(3, channels, 3 * channels, 1e-2);
  }
}

template <typename T>
void check_function(const std::function<void(T*, std::int64_t)>& function,
                    const std::function<double(double)>& plain, double tolerance) {
  for (const std::int64_t count : {1, 3, 4, 1023, 2050}) {
    Floats x = rounded<T>(random_floats(count, 5));
    const cuda::DeviceArray<T> on_device = upload<T>(x);
    function(on_device.get(), count);
    for (float& value : x) value = static_cast<float>(plain(value));
    expect_close(floats(download(on_device)), x, tolerance, "function");
  }
}

TEST_F(CudaRows, small_functions) {
  for (const Activation activation : activations()) {
    SCOPED_TRACE(activation_name(activation));
    const auto plain = [=](double x) { return activation_at(activation, x); };
    check_function<float>(
        [=](float* x, std::int64_t count) { cuda::activate(activation, x, count, nullptr); }, plain, 1e-6);
    check_function<Bf16>([=](Bf16* x, std::int64_t count) { cuda::activate(activation, x, count, nullptr); },
                         plain, 5e-3);
  }
  check_function<float>([](float* x, std::int64_t count) { cuda::tanh_of(x, count, nullptr); },
                        [](double x) { return std::tanh(x); }, 1e-6);
}

template <typename T>
void check_gate(Activation activation, std::int64_t width, double tolerance) {
  constexpr std::int64_t kRows = 3;
  const Floats z = rounded<T>(random_floats(kRows * 2 * width, 5));
  const cuda::DeviceArray<T> from = upload<T>(z), to(static_cast<std::size_t>(kRows * width));
  cuda::gate(activation, from.get(), kRows, width, to.get(), nullptr);
  Floats expected;
  for (std::int64_t i = 0; i < kRows * width; ++i) {
    const auto at = static_cast<std::size_t>(i / width * 2 * width + i % width);
    expected.push_back(static_cast<float>(activation_at(activation, static_cast<double>(z[at])) *
                                          static_cast<double>(z[at + static_cast<std::size_t>(width)])));
  }
  expect_close(floats(download(to)), expected, tolerance, "gate");
}

TEST_F(CudaRows, small_gates) {
  for (const Activation activation : activations()) {
    for (const std::int64_t width : {1, 30, 300}) {
      check_gate<float>(activation, width, 2e-6);
      check_gate<Bf16>(activation, width, 5e-3);
    }
  }
}

template <typename T>
void check_add() {
  const Floats x = rounded<T>(random_floats(301, 1));
  Floats to = random_floats(301, 2);
  const cuda::DeviceArray<T> from = upload<T>(x);
  const cuda::DeviceArray<float> into(to);
  cuda::add_rows(from.get(), 301, into.get(), nullptr);
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += x[i];
  EXPECT_EQ(download(into), to);
}

TEST_F(CudaRows, small_sums) {
  check_add<float>();
  check_add<Bf16>();
}

template <typename T>
void check_patches() {
  constexpr std::int64_t kPictures = 2, kHeight = 12, kWidth = 20, kPatch = 4;
  const Floats images = rounded<T>(random_floats(kPictures * 3 * kHeight * kWidth, 1));
  const cuda::DeviceArray<float> on_device(images);
  const cuda::DeviceArray<T> to(images.size());
  cuda::patches(on_device.get(), {kPictures, kHeight, kWidth, kPatch}, to.get(), nullptr);
  Floats expected;
  for (std::int64_t p = 0; p < kPictures; ++p) {
    for (std::int64_t row = 0; row < kHeight / kPatch; ++row) {
      for (std::int64_t column = 0; column < kWidth / kPatch; ++column) {
        for (std::int64_t c = 0; c < 3; ++c) {
          for (std::int64_t i = 0; i < kPatch; ++i) {
            for (std::int64_t j = 0; j < kPatch; ++j) {
              expected.push_back(images[static_cast<std::size_t>(
                  ((p * 3 + c) * kHeight + row * kPatch + i) * kWidth + column * kPatch + j)]);
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(floats(download(to)), expected);
}

template <typename T>
void check_tokens() {
  constexpr std::int64_t kPictures = 2, kPrefix = 2, kPatches = 5, kChannels = 12;
  const Floats projected = rounded<T>(random_floats(kPictures * kPatches * kChannels, 1)),
               prefix = random_floats(kPrefix * kChannels, 2),
               positions = random_floats(kPatches * kChannels, 3);
  const cuda::DeviceArray<T> from = upload<T>(projected);
  const cuda::DeviceArray<float> p(prefix), where(positions),
      x(static_cast<std::size_t>(kPictures * (kPrefix + kPatches) * kChannels));
  cuda::assemble_tokens(from.get(), p.get(), where.get(), {kPictures, kPrefix, kPatches, kChannels}, x.get(),
                        nullptr);
  Floats expected;
  for (std::size_t picture = 0; picture < kPictures; ++picture) {
    expected.insert(expected.end(), prefix.begin(), prefix.end());
    for (std::size_t i = 0; i < kPatches * kChannels; ++i)
      expected.push_back(projected[picture * kPatches * kChannels + i] + positions[i]);
  }
  EXPECT_EQ(download(x), expected);
}

TEST_F(CudaRows, small_embedding) {
  check_patches<float>();
  check_patches<Bf16>();
  check_tokens<float>();
  check_tokens<Bf16>();
}

TEST_F(CudaRows, small_taken_and_averaged) {
  constexpr std::int64_t kPictures = 3, kRows = 7, kChannels = 130;
  const Floats x = random_floats(kPictures * kRows * kChannels, 1), size = random_sizes(kPictures * kRows, 2);
  const cuda::DeviceArray<float> on_device(x), sizes(size), taken(kPictures * 2 * kChannels),
      mean(kPictures * kChannels);
  cuda::take_rows(on_device.get(), {kPictures, kRows, kChannels}, 2, taken.get(), nullptr);
  cuda::mean_rows(on_device.get(), sizes.get(), {kPictures, kRows, kChannels}, 1, mean.get(), nullptr);
  const cuda::DeviceArray<float> both(kPictures * 2 * kChannels);
  cuda::take_rows(on_device.get(), {kPictures, kRows, kChannels}, 1, both.get(), nullptr, 2 * kChannels);
  cuda::mean_rows(on_device.get(), sizes.get(), {kPictures, kRows, kChannels}, 1, both.get() + kChannels,
                  nullptr, 2 * kChannels);
  Floats rows, means;
  for (std::size_t p = 0; p < kPictures; ++p) {
    const float* first = x.data() + p * kRows * kChannels;
    rows.insert(rows.end(), first, first + 2 * kChannels);
    for (std::size_t c = 0; c < kChannels; ++c) {
      double sum = 0, total = 0;
      for (std::size_t i = 1; i < kRows; ++i)
        sum += size[p * kRows + i] * first[i * kChannels + c], total += size[p * kRows + i];
      means.push_back(static_cast<float>(sum / total));
    }
  }
  EXPECT_EQ(download(taken), rows);
  expect_close(download(mean), means, 1e-6, "mean");
  Floats side_by_side;
  for (std::size_t p = 0; p < kPictures; ++p) {
    const float* first = x.data() + p * kRows * kChannels;
    side_by_side.insert(side_by_side.end(), first, first + kChannels);
    const auto mean_of = means.begin() + static_cast<std::ptrdiff_t>(p) * kChannels;
    side_by_side.insert(side_by_side.end(), mean_of, mean_of + kChannels);
  }
  expect_close(download(both), side_by_side, 1e-6, "first row and mean");
}

}  // namespace
}  // namespace pyra::testing
