// One call is its four steps, one after another.
#include "kernels/reduce_tokens.h"

#include <gtest/gtest.h>

#include "kernels/kernel_cases.h"

namespace pyra {
namespace {

using testing::Floats;
using testing::Indices;
using testing::Scratch;

constexpr ReduceShape kShape{41, 24, 3, 8, 2, 11};
constexpr std::int64_t kKeyRow = 3 * 24;
constexpr MergeShape kMerge{41, 24, 11};

struct Reduced {
  Indices source = Indices(11), destination = Indices(11), row = Indices(41);
  Floats merged = Floats(30 * 24), size = Floats(30);
  bool operator==(const Reduced&) const = default;
};

struct Block {
  Floats x = testing::random_floats(41 * 24, 1), size = testing::random_sizes(41, 2), k = testing::random_floats(41 * kKeyRow, 3);
  Floats w_r = testing::random_floats(11, 4), channels = testing::random_floats(24, 5);
  Modulation modulation{w_r.data(), channels.data(), channels.data(), channels.data(), 7, 1e-5F};
};

template <typename T>
Reduced in_one(const Block& from, const std::vector<T>& k, const Modulation* modulation) {
  Reduced to;
  const Scratch scratch(reduce_scratch(kShape));
  reduce_tokens(k.data(), kKeyRow, from.x.data(), from.size.data(), kShape, modulation,
                {to.source.data(), to.destination.data(), to.row.data()}, to.merged.data(), to.size.data(), scratch.get());
  return to;
}

template <typename T>
Reduced in_steps(const Block& from, const std::vector<T>& k, const Modulation* modulation) {
  Reduced to;
  Floats metric(41 * 8);
  mean_keys(k.data(), kKeyRow, 41, 3, 8, metric.data());
  match_tokens(metric.data(), {41, 8, 2, 11}, to.source.data(), to.destination.data(), to.row.data());
  merge_tokens(from.x.data(), from.size.data(), to.row.data(), kMerge, to.merged.data(), to.size.data());
  if (modulation == nullptr) return to;
  const Scratch scratch(modulate_scratch(kMerge, modulation->ranks));
  modulate_tokens(from.x.data(), from.size.data(), {to.source.data(), to.destination.data(), to.row.data()}, kMerge, *modulation,
                  to.size.data(), to.merged.data(), scratch.get());
  return to;
}

TEST(ReduceTokens, IsItsStepsInOneCall) {
  const Block from;
  const std::vector<Bf16> narrow = testing::to_bf16(from.k);
  for (const Modulation* modulation : {static_cast<const Modulation*>(nullptr), &from.modulation}) {
    EXPECT_EQ(in_one(from, from.k, modulation), in_steps(from, from.k, modulation));
    EXPECT_EQ(in_one(from, narrow, modulation), in_steps(from, narrow, modulation));
  }
  EXPECT_NE(in_one(from, from.k, &from.modulation).merged, in_one(from, from.k, nullptr).merged);
}

}  // namespace
}  // namespace pyra
