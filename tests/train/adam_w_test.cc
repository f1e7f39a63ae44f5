#include "train/adam_w.h"

#include <gtest/gtest.h>

#include <cmath>

#include "io/expect_error.h"
#include "model/tiny_vit.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::normal;

/// AdamW in double, one number at a time (arXiv 1711.05101, algorithm 2).
struct HandAdamW {
  std::vector<double> value, first, second;
  double decay = 0;
  int steps = 0;

  explicit HandAdamW(const at::Tensor& start) {
    for (std::int64_t i = 0; i < start.numel(); ++i) value.push_back(start.flatten()[i].item<double>());
    first.assign(value.size(), 0);
    second.assign(value.size(), 0);
  }
  void step(const at::Tensor& gradient, double lr, const AdamWOptions& o) {
    ++steps;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const double g = gradient.flatten()[static_cast<std::int64_t>(i)].item<double>();
      value[i] -= lr * decay * value[i];
      first[i] = o.beta1 * first[i] + (1 - o.beta1) * g;
      second[i] = o.beta2 * second[i] + (1 - o.beta2) * g * g;
      const double m = first[i] / (1 - std::pow(o.beta1, steps));
      const double v = second[i] / (1 - std::pow(o.beta2, steps));
      value[i] -= lr * m / (std::sqrt(v) + o.eps);
    }
  }
};

void expect_values(const at::Tensor& tensor, const std::vector<double>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(tensor.flatten()[static_cast<std::int64_t>(i)].item<double>(), expected[i], 1e-6) << i;
  }
}

TEST(AdamW, FollowsTheHandLoopAndDecaysMatricesOnly) {
  const at::Tensor matrix = normal({2, 3}, 1), vector = normal({3}, 2);
  const AdamWOptions options{0.9, 0.99, 1e-6, 0.3};
  HandAdamW by_hand_matrix(matrix), by_hand_vector(vector);
  by_hand_matrix.decay = options.weight_decay;
  AdamW optimizer({{"matrix", matrix, Role::adapter}, {"vector", vector, Role::head}}, options);
  for (std::uint64_t step = 0; step < 5; ++step) {
    const double lr = 0.1 / static_cast<double>(1 + step);
    matrix.mutable_grad() = normal({2, 3}, 10 + step);
    vector.mutable_grad() = normal({3}, 20 + step);
    by_hand_matrix.step(matrix.grad(), lr, options);
    by_hand_vector.step(vector.grad(), lr, options);
    optimizer.step(lr);
    expect_values(matrix, by_hand_matrix.value);
    expect_values(vector, by_hand_vector.value);
  }
}

TEST(AdamW, LeavesAParameterWithoutGradientAlone) {
  const at::Tensor idle = at::ones({2, 2}), busy = at::ones({2, 2});
  AdamW optimizer({{"idle", idle, Role::reducer}, {"busy", busy, Role::head}}, {0.9, 0.999, 1e-8, 0.5});
  busy.mutable_grad() = at::ones({2, 2});
  optimizer.step(0.1);
  EXPECT_TRUE(at::equal(idle, at::ones({2, 2})));
  EXPECT_FALSE(at::equal(busy, at::ones({2, 2})));
  optimizer.zero_grad();
  EXPECT_FALSE(busy.grad().defined());
}

TEST(AdamW, ClipsTheJointNorm) {
  const at::Tensor a = at::zeros({1}), b = at::zeros({1, 1});
  AdamW optimizer({{"a", a, Role::head}, {"b", b, Role::head}}, {});
  a.mutable_grad() = at::full({1}, 3.0);
  b.mutable_grad() = at::full({1, 1}, 4.0);
  EXPECT_DOUBLE_EQ(optimizer.clip(10).item<double>(), 5);
  EXPECT_FLOAT_EQ(a.grad().item<float>(), 3);  // within the bound: untouched
  EXPECT_DOUBLE_EQ(optimizer.clip(1).item<double>(), 5);
  EXPECT_NEAR(a.grad().item<double>(), 0.6, 1e-6);
  EXPECT_NEAR(b.grad().item<double>(), 0.8, 1e-6);
}

TEST(AdamW, GoesOnFromItsSavedState) {
  const auto train = [](AdamW& optimizer, const at::Tensor& value, std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t step = from; step < to; ++step) {
      value.mutable_grad() = normal({2, 3}, step);
      optimizer.step(0.05);
    }
  };
  const at::Tensor whole = normal({2, 3}, 1);
  AdamW uninterrupted({{"w", whole, Role::head}}, {});
  train(uninterrupted, whole, 0, 6);

  const at::Tensor halves = normal({2, 3}, 1);
  AdamW before({{"w", halves, Role::head}}, {});
  train(before, halves, 0, 2);
  TensorMap saved;
  before.save(saved);
  AdamW after({{"w", halves, Role::head}}, {});
  after.restore(saved);
  train(after, halves, 2, 6);
  EXPECT_TRUE(at::equal(whole, halves));
}

TEST(AdamW, RefusesTheStateOfAnotherRun) {
  TensorMap saved;
  AdamW({{"w", at::zeros({2, 3}), Role::head}}, {}).save(saved);
  AdamW other_shape({{"w", at::zeros({3, 2}), Role::head}}, {});
  expect_input_error([&] { other_shape.restore(saved); }, "adam.m.w");
  AdamW other_name({{"v", at::zeros({2, 3}), Role::head}}, {});
  expect_input_error([&] { other_name.restore(saved); }, "adam.m.v");
}

}  // namespace
}  // namespace pyra
