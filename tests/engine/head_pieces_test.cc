#include "engine/cpu/head_pieces.h"

#include <gtest/gtest.h>

#include <vector>

namespace pyra {
namespace {

TEST(HeadPieces, HoldEveryQueryOfEveryHeadOnce) {
  for (const std::int64_t heads : {1, 2, 3, 6, 12, 13, 24}) {
    for (const std::int64_t queries : {1, 24, 25, 197}) {
      for (const std::int64_t threads : {1, 2, 3, 5, 16}) {
        const HeadPieces pieces(heads, queries, threads);
        std::vector<int> seen(static_cast<std::size_t>(heads * queries), 0);
        for (std::int64_t i = 0; i < pieces.count(); ++i) {
          const HeadPiece piece = pieces.at(i);
          EXPECT_GT(piece.count, 0);
          EXPECT_EQ(piece.first % kQueryBlock, 0);
          for (std::int64_t q = 0; q < piece.count; ++q)
            ++seen.at(static_cast<std::size_t>(piece.head * queries + piece.first + q));
        }
        EXPECT_EQ(seen, std::vector<int>(seen.size(), 1)) << heads << " heads on " << threads << " threads";
      }
    }
  }
}

TEST(HeadPieces, OfThreeHeadsBothThreadsHaveAsManyQueries) {
  const HeadPieces pieces(3, 192, 2);
  ASSERT_EQ(pieces.count(), 4);
  EXPECT_EQ(pieces.at(1).count, 192);
  EXPECT_EQ(pieces.at(2).count, 96);
  EXPECT_EQ(pieces.at(3).first, 96);
  EXPECT_EQ(HeadPieces(12, 192, 2).count(), 12);
}

}  // namespace
}  // namespace pyra
