#include <gtest/gtest.h>

#include "kernels/kernel_cases.h"
#include "reducers/match_tokens_reference.h"
#include "reducers/matching.h"
#include "reducers/merge_tokens_reference.h"

namespace pyra::testing {
namespace {

struct MergeCase {
  MergeShape shape;
  Indices row;
  Floats size;  // empty: all ones

  const float* sizes() const { return size.empty() ? nullptr : size.data(); }
  std::size_t merged() const { return static_cast<std::size_t>(shape.tokens - shape.rate); }
};

void check_forward(const MergeCase& c, unsigned seed, const Kernels& kernels) {
  const Floats x = random_floats(c.shape.tokens * c.shape.channels, seed);
  const std::size_t values = c.merged() * static_cast<std::size_t>(c.shape.channels);
  Floats merged(values), size(c.merged()), expected(values), expected_size(c.merged());
  kernels.merge_tokens(x.data(), c.sizes(), c.row.data(), c.shape, merged.data(), size.data());
  merge_tokens_reference(x.data(), c.sizes(), c.row.data(), c.shape, expected.data(), expected_size.data());
  EXPECT_EQ(size, expected_size);  // sums of small whole numbers are exact
  expect_close(merged, expected, 2e-6, "merged");
}

void check_backward(const MergeCase& c, unsigned seed, const Kernels& kernels) {
  const Floats gradient = random_floats(static_cast<std::int64_t>(c.merged()) * c.shape.channels, seed);
  const Floats merged_size = random_sizes(static_cast<std::int64_t>(c.merged()), seed);
  Floats found(static_cast<std::size_t>(c.shape.tokens * c.shape.channels)), expected(found.size());
  kernels.merge_tokens_backward(gradient.data(), c.sizes(), merged_size.data(), c.row.data(), c.shape,
                                found.data());
  merge_tokens_backward_reference(gradient.data(), c.sizes(), merged_size.data(), c.row.data(), c.shape,
                                  expected.data());
  expect_close(found, expected, 1e-6, "gradient of x");
}

}  // namespace

void add_merge_cases(KernelCases& cases) {
  const auto add = [&](const std::string& name, const MergeCase& c) {
    const auto seed = static_cast<unsigned>(cases.size());
    cases.push_back(
        {"merge_tokens " + name, [=](const Kernels& kernels) { check_forward(c, seed, kernels); }});
    cases.push_back(
        {"merge_tokens_backward " + name, [=](const Kernels& kernels) { check_backward(c, seed, kernels); }});
  };
  for (const Picture& p : pictures()) {
    const auto seed = static_cast<unsigned>(cases.size());
    const Matching match =
        matching(match_tokens_reference, random_floats(p.tokens * 8, seed), {p.tokens, 8, p.prefix, p.rate});
    add(p.name, {{p.tokens, 19, p.rate}, match.row, random_sizes(p.tokens, seed)});
  }
  for (const std::int64_t channels : {1, 16, 48, 768}) {
    const Matching match = matching(match_tokens_reference, random_floats(31 * 8, 5), {31, 8, 1, 9});
    add("sizes of one, C=" + std::to_string(channels), {{31, channels, 9}, match.row, {}});
  }
  Indices all_to_one(20, 9);  // the first nine rows take a token each, the last all others
  for (std::int32_t i = 0; i < 9; ++i) all_to_one[static_cast<std::size_t>(2 * i)] = i;
  add("one destination for all", {{20, 24, 10}, all_to_one, random_sizes(20, 3)});
}

}  // namespace pyra::testing
