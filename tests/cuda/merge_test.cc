// Merging and modulation on the GPU against plain code in double precision.
#include <gtest/gtest.h>

#include <cmath>

#include "cuda/device.h"
#include "cuda/merge_cases.h"
#include "pyra/error.h"
#include "reducers/match_tokens_reference.h"
#include "reducers/matching.h"
#include "reducers/merge_tokens_reference.h"
#include "reducers/modulate_tokens_reference.h"
#include "reducers/pyra/modulate_tokens.h"
#include "reducers/tome/cuda/merge_tokens.h"

namespace pyra::testing {
namespace {

class CudaMerge : public NeedsDevice, public ::testing::WithParamInterface<MergeCase> {};

TEST_P(CudaMerge, AgreesWithPlainCode) {
  constexpr std::int64_t kPictures = 2;
  const auto& [name, p, channels, sized, ranks] = GetParam();
  const std::int64_t left = p.tokens - p.rate;
  const Floats w_r = random_floats(ranks, 4), norm_weight = random_floats(channels, 6),
               norm_bias = random_floats(channels, 7);
  Floats w_d = random_floats(channels, 5);
  for (float& weight : w_d) weight *= 0.2F;  // within the range where w_t still bends
  const auto wide = [](const Floats& values) { return std::vector<double>(values.begin(), values.end()); };
  const std::vector<double> dr = wide(w_r), dd = wide(w_d), dw = wide(norm_weight), db = wide(norm_bias);

  Floats x, size, expected, expected_size;
  Matching match;
  for (std::int64_t picture = 0; picture < kPictures; ++picture) {
    const auto seed = static_cast<unsigned>(100 * picture);
    const Matching one =
        matching(match_tokens_reference, random_floats(p.tokens * 8, seed), {p.tokens, 8, p.prefix, p.rate});
    const Floats tokens = random_floats(p.tokens * channels, seed + 3),
                 sizes = sized ? random_sizes(p.tokens, seed + 1) : Floats();
    Floats merged(static_cast<std::size_t>(left * channels)), merged_size(static_cast<std::size_t>(left));
    const MergeShape shape{p.tokens, channels, p.rate};
    const float* given = sized ? sizes.data() : nullptr;
    merge_tokens_reference(tokens.data(), given, one.row.data(), shape, merged.data(), merged_size.data());
    std::vector<double> exact = wide(merged);
    if (ranks > 0) {
      const std::vector<double> dx = wide(tokens);
      modulate_tokens_reference(dx.data(), given, {one.source.data(), one.destination.data(), one.row.data()},
                                shape, {dr.data(), dd.data(), dw.data(), db.data(), ranks, 1e-5},
                                merged_size.data(), exact.data());
    }
    append(x, tokens), append(size, sizes), append(expected, Floats(exact.begin(), exact.end())),
        append(expected_size, merged_size);
    append(match.source, one.source), append(match.destination, one.destination), append(match.row, one.row);
  }

  const cuda::MergeBatch b{kPictures, p.tokens, channels, p.rate};
  const cuda::DeviceArray<float> on_device(x), sizes(size), r(w_r), d(w_d), nw(norm_weight), nb(norm_bias);
  const cuda::DeviceArray<std::int32_t> source(match.source), destination(match.destination), row(match.row);
  const cuda::DeviceArray<float> merged(expected.size()), merged_size(expected_size.size()),
      log_size(expected_size.size());
  const cuda::DeviceArray<std::byte> scratch(cuda::merge_scratch(b));
  const cuda::Modulation modulation{r.get(), d.get(), nw.get(), nb.get(), ranks, 1e-5F};
  cuda::merge_tokens(on_device.get(), sizes.get(), {source.get(), destination.get(), row.get()}, b,
                     ranks > 0 ? &modulation : nullptr, merged.get(), merged_size.get(), log_size.get(),
                     scratch.get(), nullptr);
  expect_close(download(merged), expected, 5e-6, "merged");
  EXPECT_EQ(download(merged_size), expected_size);  // sums of small whole numbers are exact
  const Floats logs = download(log_size);
  for (std::size_t i = 0; i < logs.size(); ++i) ASSERT_NEAR(logs[i], std::log(expected_size[i]), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(small, CudaMerge, ::testing::ValuesIn(merge_cases()),
                         [](const auto& info) { return "case" + std::to_string(info.index); });

class CudaMergeUse : public NeedsDevice {};

TEST_F(CudaMergeUse, RefusesChannelsThatDoNotFit) {
  const cuda::DeviceArray<float> any(64);
  for (const std::int64_t channels : {6, 2052}) {
    EXPECT_THROW(cuda::merge_tokens(any.get(), nullptr, {}, {1, 4, channels, 1}, nullptr, any.get(),
                                    any.get(), nullptr, nullptr, nullptr),
                 InputError);
  }
}

}  // namespace
}  // namespace pyra::testing
