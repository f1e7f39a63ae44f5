// The frozen operators spelled out in ATen operations of double precision, and the comparison of both.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "model/tiny_vit.h"
#include "ops/frozen_norm.h"

namespace pyra::testing {

/// An affine map's weights.
struct Affine {
  at::Tensor weight, bias;
};

inline Affine random_affine(std::int64_t in, std::int64_t out, std::uint64_t seed) {
  return {normal({out, in}, seed, 0.3), normal({out}, seed + 1)};
}

inline std::shared_ptr<const FrozenMap> freeze(const Affine& map, Element element) {
  return std::make_shared<const FrozenMap>(map.weight.const_data_ptr<float>(),
                                           map.bias.const_data_ptr<float>(), map.weight.size(0),
                                           map.weight.size(1), element);
}

inline FrozenNorm random_norm(std::int64_t channels, std::uint64_t seed) {
  return {normal({channels}, seed, 0.5) + 1, normal({channels}, seed + 1), 1e-6};
}

inline at::Tensor exact(const at::Tensor& x) { return x.detach().to(at::kDouble); }
inline at::Tensor apply(const Affine& map, const at::Tensor& x) {
  return at::linear(x, exact(map.weight), exact(map.bias));
}
inline at::Tensor apply(const FrozenNorm& norm, const at::Tensor& x) {
  return at::layer_norm(x, {x.size(-1)}, exact(norm.weight), exact(norm.bias), norm.eps);
}

using Inputs = std::vector<at::Tensor>;
using Composition = std::function<at::Tensor(const Inputs&)>;

/// Output and every input's gradient agree within `tolerance` of the largest element.
inline void expect_same(const Inputs& given, const Composition& ours, const Composition& plain,
                        double tolerance) {
  Inputs single, twice;
  for (const at::Tensor& x : given) {
    single.push_back(x.detach().clone().requires_grad_());
    twice.push_back(exact(x).requires_grad_());
  }
  const at::Tensor y = ours(single), wanted = plain(twice);
  const auto near = [&](const at::Tensor& a, const at::Tensor& b) {
    return largest_difference(a, b) / std::max(1e-6, b.detach().abs().max().item<double>());
  };
  EXPECT_LT(near(y, wanted), tolerance);
  const at::Tensor upstream = normal(y.sizes(), 99);
  y.backward(upstream.to(y.scalar_type()));
  wanted.backward(exact(upstream));
  for (std::size_t i = 0; i < given.size(); ++i) {
    ASSERT_TRUE(single[i].grad().defined()) << i;
    EXPECT_LT(near(single[i].grad(), twice[i].grad()), tolerance) << "gradient of input " << i;
  }
}

constexpr double kSingle = 2e-5;  // of float32
constexpr double kHalf = 2e-2;    // of bf16: 8 bits of mantissa through a few products

/// Both elements that this CPU multiplies in, with their tolerance.
inline std::vector<std::pair<Element, double>> elements() {
  std::vector<std::pair<Element, double>> list{{Element::f32, kSingle}};
  try {
    check_element(Element::bf16);
    list.emplace_back(Element::bf16, kHalf);
  } catch (const std::exception& error) {
    std::printf("bf16 is not tested: %s\n", error.what());
  }
  return list;
}

}  // namespace pyra::testing
