// One table of cases: the fast kernel against the plain one, and what every matching must fulfil.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "kernels/matching.h"

namespace pyra {
namespace {

using testing::matching;
using testing::Matching;

struct Case {
  std::string name;
  MatchShape shape;
  std::vector<float> metric;
};

std::vector<float> random_metric(const MatchShape& shape, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  std::vector<float> metric(static_cast<std::size_t>(shape.tokens * shape.channels));
  for (float& value : metric) value = normal(engine);
  return metric;
}

std::int64_t most(std::int64_t tokens, std::int64_t prefix) { return (tokens - prefix) / 2; }

std::vector<Case> cases() {
  std::vector<Case> list;
  const auto add = [&](const std::string& name, MatchShape shape) -> std::vector<float>& {
    list.push_back({name, shape, random_metric(shape, static_cast<unsigned>(list.size()))});
    return list.back().metric;
  };
  for (std::int64_t prefix = 0; prefix <= 5; ++prefix) {
    for (const std::int64_t tokens : {12, 13, 197}) {
      for (const std::int64_t rate :
           {std::int64_t{0}, std::int64_t{1}, most(tokens, prefix) / 2, most(tokens, prefix)}) {
        add("random N=" + std::to_string(tokens) + " P=" + std::to_string(prefix) +
                " R=" + std::to_string(rate),
            {tokens, 16, prefix, rate});
      }
    }
  }
  for (const std::int64_t tokens : {1, 2, 3}) {
    for (std::int64_t prefix = 0; prefix <= tokens; ++prefix) {
      add("few tokens", {tokens, 4, prefix, most(tokens, prefix)});
    }
  }
  auto& equal = add("all tokens equal", {50, 16, 1, 24});
  for (std::size_t i = 0; i < equal.size(); ++i) equal[i] = 0.3F + static_cast<float>(i % 16);
  auto& one = add("one destination for all", {41, 8, 1, 20});  // every A near token 7, the other B's opposite
  for (std::size_t i = 0; i < one.size(); ++i)
    one[i] = 0.2F * one[i] + (i / 8 % 2 == 0 || i / 8 == 7 ? 1.0F : -1.0F);
  auto& zeros = add("zero rows", {30, 8, 1, 14});
  for (std::size_t i = 0; i < zeros.size(); ++i) zeros[i] = i / 8 % 3 == 0 ? 0 : zeros[i];
  auto& only_zeros = add("only zeros", {30, 8, 2, 14});
  std::fill(only_zeros.begin(), only_zeros.end(), 0.0F);
  auto& broken = add("rows that are not finite", {30, 8, 1, 14});
  for (std::size_t i = 0; i < 8; ++i) broken[8 * 2 + i] = std::numeric_limits<float>::quiet_NaN();
  broken[8 * 5] = std::numeric_limits<float>::infinity();
  broken[8 * 8 + 3] = -std::numeric_limits<float>::infinity();
  auto& nothing = add("nothing is finite", {30, 8, 3, 13});
  std::fill(nothing.begin(), nothing.end(), std::numeric_limits<float>::quiet_NaN());
  return list;
}

/// Prefix tokens in their order, then the staying A's, then the B's; sources on their partner's row.
void expect_rows(const Matching& found, const MatchShape& shape) {
  std::vector<bool> leaves(static_cast<std::size_t>(shape.tokens), false);
  for (std::size_t r = 0; r < found.source.size(); ++r) {
    const std::int32_t source = found.source[r], destination = found.destination[r];
    ASSERT_TRUE(source >= shape.prefix && source < shape.tokens && source % 2 == 0) << source;
    ASSERT_TRUE(destination >= shape.prefix && destination < shape.tokens && destination % 2 == 1)
        << destination;
    EXPECT_FALSE(leaves[static_cast<std::size_t>(source)]) << "source twice: " << source;
    leaves[static_cast<std::size_t>(source)] = true;
    EXPECT_EQ(found.row[static_cast<std::size_t>(source)], found.row[static_cast<std::size_t>(destination)]);
  }
  std::vector<std::int64_t> order;
  for (std::int64_t token = 0; token < shape.prefix; ++token) order.push_back(token);
  for (const std::int64_t parity : {0, 1}) {
    for (std::int64_t token = parity; token < shape.tokens; token += 2) {
      if (token >= shape.prefix && !leaves[static_cast<std::size_t>(token)]) order.push_back(token);
    }
  }
  ASSERT_EQ(static_cast<std::int64_t>(order.size()), shape.tokens - shape.rate);
  for (std::size_t row = 0; row < order.size(); ++row) {
    EXPECT_EQ(found.row[static_cast<std::size_t>(order[row])], static_cast<std::int32_t>(row));
  }
}

TEST(MatchTokensParity, FastKernelIsTheReference) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.name);
    const Matching fast = matching(&match_tokens, c.metric, c.shape);
    const Matching plain = matching(&match_tokens_reference, c.metric, c.shape);
    EXPECT_EQ(fast.source, plain.source);
    EXPECT_EQ(fast.destination, plain.destination);
    EXPECT_EQ(fast.row, plain.row);
    expect_rows(fast, c.shape);
    EXPECT_EQ(matching(&match_tokens, c.metric, c.shape), fast) << "another run differs";
  }
}

}  // namespace
}  // namespace pyra
