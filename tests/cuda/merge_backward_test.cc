// Gradients of merging and modulation on the GPU against the CPU's kernels, and rows that are added and
// copied.
#include "reducers/tome/cuda/merge_backward.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cuda/device.h"
#include "cuda/merge_cases.h"
#include "pyra/error.h"
#include "reducers/match_tokens_reference.h"
#include "reducers/matching.h"
#include "reducers/merge_tokens_reference.h"
#include "reducers/pyra/modulate_tokens.h"
#include "reducers/shared/cuda/segment_sum.h"
#include "reducers/shared/segment_sum.h"
#include "reducers/tome/merge_tokens.h"

namespace pyra::testing {
namespace {

constexpr std::int64_t kPictures = 3;

class CudaMergeBackward : public NeedsDevice, public ::testing::WithParamInterface<MergeCase> {};

/// Gradients of one picture by the CPU's kernels.
struct Expected {
  Floats x, w_r, w_d, norm_weight, norm_bias;
};

/// To 2e-5 of the largest, which sums of many terms of either sign keep to.
void expect_gradient(const Floats& found, const Floats& expected, const std::string& what) {
  float largest = 0;
  for (const float value : expected) largest = std::max(largest, std::abs(value));
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], 2e-5F * largest) << what << " " << i;
}

TEST_P(CudaMergeBackward, AgreesWithTheCpu) {
  const auto& [name, p, channels, sized, ranks] = GetParam();
  const std::int64_t left = p.tokens - p.rate;
  const auto many = [](std::int64_t count) { return static_cast<std::size_t>(count); };
  const Floats w_r = random_floats(ranks, 4), norm_weight = random_floats(channels, 6),
               norm_bias = random_floats(channels, 7);
  Floats w_d = random_floats(channels, 5);
  for (float& weight : w_d) weight *= 0.2F;  // within the range where w_t still bends
  Floats x, size, merged_size, gradient;
  Matching match;
  Expected all;
  for (std::int64_t picture = 0; picture < kPictures; ++picture) {
    const auto seed = static_cast<unsigned>(100 * picture);
    const Matching one =
        matching(match_tokens_reference, random_floats(p.tokens * 8, seed), {p.tokens, 8, p.prefix, p.rate});
    const Floats tokens = random_floats(p.tokens * channels, seed + 3),
                 sizes = sized ? random_sizes(p.tokens, seed + 1) : Floats();
    const Floats upstream = random_floats(left * channels, seed + 2);
    const float* given = sized ? sizes.data() : nullptr;
    const MergeShape shape{p.tokens, channels, p.rate};
    Floats merged(many(left * channels)), new_size(many(left));
    merge_tokens_reference(tokens.data(), given, one.row.data(), shape, merged.data(), new_size.data());
    Expected e{Floats(many(p.tokens * channels)), Floats(many(ranks)), Floats(many(channels)),
               Floats(many(channels)), Floats(many(channels))};
    merge_tokens_backward(upstream.data(), given, new_size.data(), one.row.data(), shape, e.x.data());
    if (ranks > 0) {
      const Scratch scratch(modulate_backward_scratch(shape, ranks));
      modulate_tokens_backward(
          tokens.data(), given, {one.source.data(), one.destination.data(), one.row.data()}, shape,
          {w_r.data(), w_d.data(), norm_weight.data(), norm_bias.data(), ranks, 1e-5F}, new_size.data(),
          upstream.data(), {e.x.data(), e.w_r.data(), e.w_d.data(), e.norm_weight.data(), e.norm_bias.data()},
          scratch.get());
    }
    append(x, tokens), append(size, sizes), append(merged_size, new_size), append(gradient, upstream);
    append(match.source, one.source), append(match.destination, one.destination), append(match.row, one.row);
    append(all.x, e.x), append(all.w_r, e.w_r), append(all.w_d, e.w_d),
        append(all.norm_weight, e.norm_weight), append(all.norm_bias, e.norm_bias);
  }

  const cuda::MergeBatch b{kPictures, p.tokens, channels, p.rate};
  const cuda::DeviceArray<float> on_device(x), sizes(size), r(w_r), d(w_d), nw(norm_weight), nb(norm_bias),
      new_sizes(merged_size), upstream(gradient);
  const cuda::DeviceArray<std::int32_t> source(match.source), destination(match.destination), row(match.row);
  const cuda::DeviceArray<float> dx(all.x.size()), dr(all.w_r.size()), dd(all.w_d.size()), dw(all.w_d.size()),
      db(all.w_d.size());
  const cuda::DeviceArray<std::byte> scratch(cuda::merge_backward_scratch(b));
  const cuda::Modulation modulation{r.get(), d.get(), nw.get(), nb.get(), ranks, 1e-5F};
  cuda::merge_tokens_backward(on_device.get(), sizes.get(), {source.get(), destination.get(), row.get()}, b,
                              ranks > 0 ? &modulation : nullptr, new_sizes.get(), upstream.get(),
                              {dx.get(), dr.get(), dd.get(), dw.get(), db.get()}, scratch.get(), nullptr);
  expect_gradient(download(dx), all.x, "x");
  if (ranks == 0) return;
  expect_gradient(download(dr), all.w_r, "w_r");
  expect_gradient(download(dd), all.w_d, "w_d");
  expect_gradient(download(dw), all.norm_weight, "norm weight");
  expect_gradient(download(db), all.norm_bias, "norm bias");
}

INSTANTIATE_TEST_SUITE_P(small, CudaMergeBackward, ::testing::ValuesIn(merge_cases()),
                         [](const auto& info) { return "case" + std::to_string(info.index); });

class CudaSegments : public NeedsDevice {};

TEST_F(CudaSegments, small_sums_and_copies) {
  for (const bool weighted : {false, true}) {
    for (const std::int64_t channels : {4, 20, 192, 768, 1024, 2048}) {
      const std::int64_t rows = 41, segments = 17;
      const Floats input = random_floats(kPictures * rows * channels, 1),
                   wide = random_floats(kPictures * segments * channels, 2);
      const Floats weight = weighted ? random_floats(kPictures * rows, 3) : Floats();
      std::vector<std::int32_t> segment;
      for (std::int64_t i = 0; i < kPictures * rows; ++i)
        segment.push_back(static_cast<std::int32_t>(i * 7 % (segments + 1)) - 1);  // -1: nowhere
      Floats sums(wide.size()), copies(input.size());
      for (std::int64_t p = 0; p < kPictures; ++p) {
        const float* w = weighted ? weight.data() + p * rows : nullptr;
        segment_sum(input.data() + p * rows * channels, segment.data() + p * rows, w, rows, segments,
                    channels, sums.data() + p * segments * channels);
        gather_rows(wide.data() + p * segments * channels, segment.data() + p * rows, w, rows, channels,
                    copies.data() + p * rows * channels);
      }
      const cuda::DeviceArray<float> from(input), from_wide(wide), weights(weight), to(sums.size()),
          to_rows(copies.size());
      const cuda::DeviceArray<std::int32_t> where(segment);
      const cuda::SegmentBatch batch{kPictures, rows, segments, channels};
      cuda::segment_sum(from.get(), where.get(), weights.get(), batch, to.get(), nullptr);
      cuda::gather_rows(from_wide.get(), where.get(), weights.get(), batch, to_rows.get(), nullptr);
      expect_close(download(to), sums, 1e-6, "sums");
      EXPECT_EQ(download(to_rows), copies);
    }
  }
}

TEST_F(CudaSegments, RefuseChannelsThatDoNotFit) {
  const cuda::DeviceArray<float> any(64);
  const cuda::DeviceArray<std::int32_t> where(64);
  EXPECT_THROW(cuda::segment_sum(any.get(), where.get(), nullptr, {1, 2, 2, 6}, any.get(), nullptr),
               InputError);
  EXPECT_THROW(cuda::gather_rows(any.get(), where.get(), nullptr, {1, 2, 2, 6}, any.get(), nullptr),
               InputError);
}

}  // namespace
}  // namespace pyra::testing
