#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/kernel_cases.h"
#include "reducers/match_tokens_reference.h"
#include "reducers/matching.h"

namespace pyra::testing {
std::vector<MatchCase> match_cases() {
  std::vector<MatchCase> list;
  const auto add = [&](const std::string& name, MatchShape shape) -> Floats& {
    list.push_back(
        {name, shape, random_floats(shape.tokens * shape.channels, static_cast<unsigned>(list.size())), {}});
    return list.back().metric;
  };
  for (const Picture& p : pictures()) add(p.name, {p.tokens, 16, p.prefix, p.rate});
  for (const std::int64_t channels : {3, 24, 64, 80})
    add("D=" + std::to_string(channels), {61, channels, 1, 20});
  auto& equal = add("all tokens equal", {50, 16, 1, 24});
  for (std::size_t i = 0; i < equal.size(); ++i) equal[i] = 0.3F + static_cast<float>(i % 16);
  auto& many_equal = add("many equal tokens, odd width", {301, 19, 2, 149});
  for (std::size_t i = 0; i < many_equal.size(); ++i)
    many_equal[i] = 0.1F * static_cast<float>(i % 19) - 1.0F;
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
  auto& extreme = add("rows whose squares overflow or vanish", {40, 8, 1, 19});
  for (std::size_t i = 0; i < extreme.size(); ++i)
    extreme[i] *= i / 8 % 3 == 0 ? 1e30F : i / 8 % 3 == 1 ? 1e-30F : 1.0F;
  for (const Picture& p : pictures()) {
    add("weighted, " + p.name, {p.tokens, 16, p.prefix, p.rate});
    list.back().weight = random_floats(p.tokens, 77);
    for (float& w : list.back().weight)
      w = std::abs(w) < 0.2F ? 0 : std::abs(w);  // several cost nothing, and tie
  }
  return list;
}

namespace {

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

void check(const MatchCase& c, const Kernels& kernels) {
  const MatchKernel fast = [&](auto... arguments) {
    kernels.match_tokens(arguments..., Scratch(match_scratch(c.shape)).get());
  };
  const Matching found = matching(fast, c.metric, c.shape, c.weight);
  const Matching plain = matching(match_tokens_reference, c.metric, c.shape, c.weight);
  EXPECT_EQ(found.source, plain.source);
  EXPECT_EQ(found.destination, plain.destination);
  EXPECT_EQ(found.row, plain.row);
  expect_rows(found, c.shape);
  EXPECT_EQ(matching(fast, c.metric, c.shape, c.weight), found) << "another run differs";
}

}  // namespace

void add_match_cases(KernelCases& cases) {
  for (const MatchCase& c : match_cases()) {
    cases.push_back({"match_tokens " + c.name, [c](const Kernels& kernels) { check(c, kernels); }});
  }
}

}  // namespace pyra::testing
