// Class attention and heed's shares on the GPU against the CPU's kernels.
#include "reducers/heed/cuda/heed.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cuda/device.h"
#include "kernels/kernel_cases.h"
#include "reducers/heed/route_by_heed.h"
#include "reducers/matching.h"
#include "reducers/shared/class_attention.h"

namespace pyra::testing {
namespace {

constexpr std::int64_t kPictures = 3;

class CudaHeed : public NeedsDevice {};

template <typename T>
void check_attention(std::int64_t tokens, std::int64_t heads, std::int64_t head_dim, bool sized) {
  const std::int64_t dim = heads * head_dim, row = 3 * dim;
  const Floats qkv = rounded<T>(random_floats(kPictures * tokens * row, 7));
  Floats log_size = sized ? random_sizes(kPictures * tokens, 3) : Floats(), expected;
  for (float& size : log_size) size = std::log(size);
  for (std::int64_t p = 0; p < kPictures; ++p) {
    Floats attention(static_cast<std::size_t>(tokens)), scratch(static_cast<std::size_t>(tokens));
    const float* from = qkv.data() + p * tokens * row;
    class_attention(from, from + dim, row, {1, tokens, head_dim}, heads,
                    sized ? log_size.data() + p * tokens : nullptr, nullptr, attention.data(),
                    scratch.data());
    expected.insert(expected.end(), attention.begin(), attention.end());
  }
  const cuda::DeviceArray<T> on_device = upload<T>(qkv);
  const cuda::DeviceArray<float> sizes(log_size), attention(expected.size()), weight(expected.size());
  cuda::class_attention(on_device.get(), on_device.get() + dim, row, sizes.get(),
                        {kPictures, tokens, heads, head_dim, 0}, attention.get(), weight.get(), nullptr);
  expect_close(download(attention), expected, 1e-5, "attention");
  for (float& a : expected) a = std::cbrt(a);
  expect_close(download(weight), expected, 1e-5, "weight");
}

TEST_F(CudaHeed, small_attention) {
  for (const bool sized : {false, true}) {
    check_attention<float>(17, 2, 32, sized);
    check_attention<float>(5, 3, 20, sized);
    check_attention<__nv_bfloat16>(33, 2, 64, sized);
    check_attention<float>(300, 1, 16, sized);
  }
}

TEST_F(CudaHeed, small_shares) {
  for (const bool sized : {false, true}) {
    for (const bool heedless : {false, true}) {  // rows that the class token attends to not at all
      const std::int64_t tokens = 41, channels = 12, rate = 13;
      const auto many = [](std::int64_t count) { return static_cast<std::size_t>(count); };
      const Floats x = random_floats(kPictures * tokens * channels, 1),
                   size = sized ? random_sizes(kPictures * tokens, 2) : Floats();
      Floats attention = random_sizes(kPictures * tokens, 3), shares, sizes;
      for (std::size_t i = 0; i < attention.size(); ++i)
        attention[i] = heedless && i % 3 != 0 ? 0 : attention[i] / 100;
      std::vector<std::int32_t> rows;
      for (std::int64_t p = 0; p < kPictures; ++p) {
        const RouteShape shape{tokens, 1, rate};
        std::vector<std::int32_t> row(many(tokens));
        Floats share(many(tokens)), merged(many(tokens - rate));
        const Scratch scratch(route_by_heed_scratch(channels, shape));
        route_by_heed(x.data() + p * tokens * channels, channels, attention.data() + p * tokens,
                      sized ? size.data() + p * tokens : nullptr, shape,
                      {row.data(), share.data(), merged.data()}, scratch.get());
        rows.insert(rows.end(), row.begin(), row.end());
        shares.insert(shares.end(), share.begin(), share.end());
        sizes.insert(sizes.end(), merged.begin(), merged.end());
      }
      const cuda::DeviceArray<float> a(attention), s(size), share(shares.size()), merged(sizes.size()),
          log_size(sizes.size());
      const cuda::DeviceArray<std::int32_t> row(rows);
      cuda::heed_shares(a.get(), s.get(), row.get(), {kPictures, tokens, 1, channels, rate}, share.get(),
                        merged.get(), log_size.get(), nullptr);
      EXPECT_EQ(download(share), shares);
      EXPECT_EQ(download(merged), sizes);
      for (float& one : sizes) one = std::log(one);
      expect_close(download(log_size), sizes, 1e-6, "log");
    }
  }
}

}  // namespace
}  // namespace pyra::testing
