// Matching on the GPU against the CPU's, to the index, on the CPU's own case table.
#include <gtest/gtest.h>

#include "cuda/device.h"
#include "kernels/kernel_cases.h"
#include "reducers/match_tokens_reference.h"
#include "reducers/matching.h"
#include "reducers/mean_keys_reference.h"
#include "reducers/shared/mean_keys.h"
#include "reducers/tome/cuda/match_tokens.h"

namespace pyra::testing {
namespace {

class CudaMatch : public NeedsDevice, public ::testing::WithParamInterface<MatchCase> {};
class CudaMatchKeys : public NeedsDevice {};

/// Two pictures at once: the case and, behind it, the same again, which must come out the same.
template <typename T>
Matching on_gpu(const cuda::DeviceArray<T>& keys, std::int64_t k_row, const std::vector<float>& weight,
                const cuda::MatchBatch& b) {
  const auto rate = static_cast<std::size_t>(b.rate), tokens = static_cast<std::size_t>(b.tokens),
             pictures = static_cast<std::size_t>(b.pictures);
  const cuda::DeviceArray<std::int32_t> source(pictures * rate), destination(pictures * rate),
      row(pictures * tokens);
  const cuda::DeviceArray<std::byte> scratch(cuda::match_scratch(b));
  const cuda::DeviceArray<float> weights(weight);
  cuda::match_tokens(keys.get(), k_row, weights.get(), b, {source.get(), destination.get(), row.get()},
                     scratch.get(), nullptr);
  return {download(source), download(destination), download(row)};
}

template <typename V>
V twice(V values) {
  const V once = values;
  values.insert(values.end(), once.begin(), once.end());
  return values;
}

TEST_P(CudaMatch, FindsWhatTheCpuFinds) {
  const MatchCase& c = GetParam();
  const auto& [tokens, channels, prefix, rate] = c.shape;
  const Matching plain = matching(match_tokens_reference, c.metric, c.shape, c.weight);
  const Matching found = on_gpu(cuda::DeviceArray<float>(twice(c.metric)), channels, twice(c.weight),
                                {2, tokens, 1, channels, prefix, rate});
  EXPECT_EQ(found.source, twice(plain.source));
  EXPECT_EQ(found.destination, twice(plain.destination));
  EXPECT_EQ(found.row, twice(plain.row));
}

INSTANTIATE_TEST_SUITE_P(small, CudaMatch, ::testing::ValuesIn(match_cases()),
                         [](const auto& info) { return "case" + std::to_string(info.index); });

/// Keys in place between queries and values, several heads, three pictures.
template <typename T>
void check_keys(std::int64_t tokens, std::int64_t heads, std::int64_t head_dim, std::int64_t rate) {
  constexpr std::int64_t kPictures = 3;
  const std::int64_t row = 3 * heads * head_dim;
  const Floats qkv = rounded<T>(random_floats(kPictures * tokens * row, 7));
  const cuda::DeviceArray<T> on_device = upload<T>(qkv);
  const cuda::MatchBatch b{kPictures, tokens, heads, head_dim, 1, rate};
  const auto count = static_cast<std::size_t>(kPictures * rate);
  const cuda::DeviceArray<std::int32_t> source(count), destination(count),
      rows(static_cast<std::size_t>(kPictures * tokens));
  const cuda::DeviceArray<std::byte> scratch(cuda::match_scratch(b));
  cuda::match_tokens(on_device.get() + heads * head_dim, row, nullptr, b,
                     {source.get(), destination.get(), rows.get()}, scratch.get(), nullptr);
  Matching expected;
  for (std::int64_t p = 0; p < kPictures; ++p) {
    Floats metric(static_cast<std::size_t>(tokens * head_dim));
    mean_keys_reference(qkv.data() + p * tokens * row + heads * head_dim, row, tokens, heads, head_dim,
                        metric.data());
    const Matching one = matching(match_tokens_reference, metric, {tokens, head_dim, 1, rate});
    expected.source.insert(expected.source.end(), one.source.begin(), one.source.end());
    expected.destination.insert(expected.destination.end(), one.destination.begin(), one.destination.end());
    expected.row.insert(expected.row.end(), one.row.begin(), one.row.end());
  }
  EXPECT_EQ((Matching{download(source), download(destination), download(rows)}), expected);
}

TEST_F(CudaMatchKeys, small_float32) { check_keys<float>(17, 3, 24, 5); }
TEST_F(CudaMatchKeys, small_bf16) { check_keys<__nv_bfloat16>(17, 3, 24, 5); }
TEST_F(CudaMatchKeys, ViTsOwnShape) {
  check_keys<float>(197, 3, 64, 22);
  check_keys<__nv_bfloat16>(150, 12, 64, 60);
}

}  // namespace
}  // namespace pyra::testing
