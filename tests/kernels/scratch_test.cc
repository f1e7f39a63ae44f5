// Scratch memory is measured for the widest vectors: what a kernel of narrower ones carves lies within it.
#include <gtest/gtest.h>

#include "kernels/attention_scratch.h"
#include "reducers/tome/match_scratch.h"

namespace pyra {
namespace {

constexpr std::int64_t kSizes[] = {1, 2, 3, 5, 7, 9, 15, 16, 17, 31, 33, 48, 63, 64, 65, 196, 197};

TEST(Scratch, OfAttentionFitsEveryWidth) {
  for (const std::int64_t keys : kSizes) {
    for (const std::int64_t depth : kSizes) {
      const AttentionShape shape{keys, keys, depth, depth % 2 == 0};
      const auto forward = static_cast<std::size_t>(attention_scratch(shape)) * sizeof(float),
                 backward = static_cast<std::size_t>(attention_backward_scratch(shape)) * sizeof(float);
      for (const std::int64_t lanes : {4, 8, 16}) {
        EXPECT_LE(measured<AttentionScratch>(shape, lanes), forward) << keys << " " << depth;
        for (std::int64_t block = 6; block <= kBackwardBlock; block += 6) {
          EXPECT_LE(measured<AttentionBackwardScratch>(shape, lanes, block), backward)
              << keys << " " << depth << " " << block;
        }
      }
    }
  }
}

TEST(Scratch, OfMatchingFitsEveryWidth) {
  for (const std::int64_t tokens : kSizes) {
    for (const std::int64_t channels : kSizes) {
      const MatchShape shape{tokens, channels, 0, 0};
      for (const std::int64_t lanes : {4, 8, 16}) {
        EXPECT_LE(measured<MatchScratch>(shape, lanes), match_scratch(shape)) << tokens << " " << channels;
      }
    }
  }
}

}  // namespace
}  // namespace pyra
