// The forward pass against its equations, the gradients against central differences of them in double
// precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/kernel_cases.h"
#include "reducers/match_tokens_reference.h"
#include "reducers/matching.h"
#include "reducers/modulate_tokens_reference.h"

namespace pyra::testing {
namespace {

using Doubles = std::vector<double>;

Doubles widen(const Floats& values) { return {values.begin(), values.end()}; }
Floats narrow(const Doubles& values) {
  Floats rounded;
  for (const double value : values) rounded.push_back(static_cast<float>(value));
  return rounded;
}

/// Everything that the kernel reads. T is float as the kernel takes it, double for the differences.
template <typename T>
struct Inputs {
  std::vector<T> x, w_r, w_d, norm_weight, norm_bias;

  ModulationOf<T> modulation() const {
    return {
        w_r.data(), w_d.data(), norm_weight.data(), norm_bias.data(), static_cast<std::int64_t>(w_r.size()),
        T(1e-5)};
  }
};

struct ModulateCase {
  MergeShape shape;
  std::int64_t ranks;
  Matching match;
  Floats size, merged_size;  // size empty: ones
  Floats merged;             // what the sums join
  Inputs<float> inputs;

  ModulateCase(const Picture& p, std::int64_t channels, std::int64_t rank_count, bool sized, unsigned seed)
      : shape{p.tokens, channels, p.rate},
        ranks(rank_count),
        match(matching(match_tokens_reference, random_floats(p.tokens * 8, seed),
                       {p.tokens, 8, p.prefix, p.rate})),
        size(sized ? random_sizes(p.tokens, seed + 1) : Floats()),
        merged_size(static_cast<std::size_t>(p.tokens - p.rate)),
        merged(random_floats((p.tokens - p.rate) * channels, seed + 2)),
        inputs{random_floats(p.tokens * channels, seed + 3), random_floats(ranks, seed + 4),
               random_floats(channels, seed + 5), random_floats(channels, seed + 6),
               random_floats(channels, seed + 7)} {
    for (std::size_t i = 0; i < match.row.size(); ++i)
      merged_size[static_cast<std::size_t>(match.row[i])] += sized ? size[i] : 1;
    for (float& weight : inputs.w_d) weight *= 0.2F;  // within the range where w_t still bends
  }
  const float* sizes() const { return size.empty() ? nullptr : size.data(); }
  MatchedTokens matched() const { return {match.source.data(), match.destination.data(), match.row.data()}; }

  Doubles reference(const Inputs<double>& from, Doubles to) const {
    modulate_tokens_reference(from.x.data(), sizes(), matched(), shape, from.modulation(), merged_size.data(),
                              to.data());
    return to;
  }
  Inputs<double> wide() const {
    return {widen(inputs.x), widen(inputs.w_r), widen(inputs.w_d), widen(inputs.norm_weight),
            widen(inputs.norm_bias)};
  }
};

void check_forward(const ModulateCase& c, const Kernels& kernels) {
  Floats merged = c.merged;
  const Scratch scratch(modulate_scratch(c.shape, c.ranks));
  kernels.modulate_tokens(c.inputs.x.data(), c.sizes(), c.matched(), c.shape, c.inputs.modulation(),
                          c.merged_size.data(), merged.data(), scratch.get());
  expect_close(merged, narrow(c.reference(c.wide(), widen(c.merged))), 1e-5, "merged");
}

/// d(sum of weight * merged) / d(each element of `changed`), a member of `from`.
Floats central_differences(const ModulateCase& c, Inputs<double> from, Doubles Inputs<double>::*changed,
                           const Floats& weight) {
  constexpr double kStep = 1e-5;
  const auto loss = [&] {
    const Doubles merged = c.reference(from, Doubles(weight.size()));
    double sum = 0;
    for (std::size_t i = 0; i < merged.size(); ++i) sum += merged[i] * static_cast<double>(weight[i]);
    return sum;
  };
  Floats slopes;
  for (double& value : from.*changed) {
    const double kept = value;
    value = kept + kStep;
    const double above = loss();
    value = kept - kStep;
    slopes.push_back(static_cast<float>((above - loss()) / (2 * kStep)));
    value = kept;
  }
  return slopes;
}

/// The kernel's gradients were added to `before`.
void expect_gradient(const Floats& found, const Floats& before, const Floats& slopes,
                     const std::string& what) {
  float largest = 1;
  for (const float slope : slopes) largest = std::max(largest, std::abs(slope));
  Floats expected(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) expected[i] = before[i] + slopes[i];
  expect_close(found, expected, 2e-5 * static_cast<double>(largest), what);
}

void check_backward(const ModulateCase& c, unsigned seed, const Kernels& kernels) {
  const Floats weight = random_floats(static_cast<std::int64_t>(c.merged.size()), seed);
  const Inputs<float> before{random_floats(static_cast<std::int64_t>(c.inputs.x.size()), seed + 1),
                             random_floats(c.ranks, seed + 2), random_floats(c.shape.channels, seed + 3),
                             random_floats(c.shape.channels, seed + 4),
                             random_floats(c.shape.channels, seed + 5)};
  Inputs<float> found = before;
  const Scratch scratch(modulate_backward_scratch(c.shape, c.ranks));
  kernels.modulate_tokens_backward(
      c.inputs.x.data(), c.sizes(), c.matched(), c.shape, c.inputs.modulation(), c.merged_size.data(),
      weight.data(),
      {found.x.data(), found.w_r.data(), found.w_d.data(), found.norm_weight.data(), found.norm_bias.data()},
      scratch.get());
  const Inputs<double> at = c.wide();
  expect_gradient(found.x, before.x, central_differences(c, at, &Inputs<double>::x, weight), "gradient of x");
  expect_gradient(found.w_r, before.w_r, central_differences(c, at, &Inputs<double>::w_r, weight),
                  "gradient of w_r");
  expect_gradient(found.w_d, before.w_d, central_differences(c, at, &Inputs<double>::w_d, weight),
                  "gradient of w_d");
  expect_gradient(found.norm_weight, before.norm_weight,
                  central_differences(c, at, &Inputs<double>::norm_weight, weight),
                  "gradient of the norm's weight");
  expect_gradient(found.norm_bias, before.norm_bias,
                  central_differences(c, at, &Inputs<double>::norm_bias, weight),
                  "gradient of the norm's bias");
}

}  // namespace

void add_modulate_cases(KernelCases& cases) {
  const auto add = [&](const Picture& p, std::int64_t channels, std::int64_t ranks, bool sized,
                       bool gradients) {
    const auto seed = static_cast<unsigned>(10 * cases.size());
    const ModulateCase c(p, channels, ranks, sized, seed);
    const std::string name = p.name + " C=" + std::to_string(channels) + " ranks=" + std::to_string(ranks) +
                             (sized ? " sized" : "");
    cases.push_back({"modulate_tokens " + name, [=](const Kernels& kernels) { check_forward(c, kernels); }});
    if (!gradients) return;
    cases.push_back({"modulate_tokens_backward " + name,
                     [=](const Kernels& kernels) { check_backward(c, seed, kernels); }});
  };
  for (const Picture& p : pictures()) {
    const bool small = p.tokens < 20;
    add(p, small ? 7 : 19, p.rate, true, small);
  }
  const Picture picture{"some", 21, 1, 8};
  for (const std::int64_t ranks : {0, 3})
    add(picture, 20, ranks, true, true);  // W_r trained at a smaller rate
  add(picture, 33, 8, false, true);
  add({"ViT-B", 197, 1, 16}, 768, 16, true, false);
}

}  // namespace pyra::testing
