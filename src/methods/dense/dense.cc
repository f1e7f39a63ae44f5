// Sparse-Tuning's dense adapter (arXiv 2405.14700): adapt/dense.h has its equation.
#include "methods/dense/groups.h"
#include "methods/method.h"
#include "methods/shared/narrow_maps.h"

namespace pyra {
namespace {

TensorShapes tensors(const VitConfig& config, std::int64_t width) {
  TensorShapes shapes;
  const std::int64_t inner = dense_inner(width);
  for (std::int64_t i = 0; i < config.depth; ++i) {
    const std::string name = in_block(i, "adaptmlp.");
    add_map(shapes, name + "down1", config.dim, width);
    add_map(shapes, name + "down2", width, inner);
    add_map(shapes, name + "down3", inner + width, width);
    add_map(shapes, name + "up1", inner, width);
    add_map(shapes, name + "up2", width, config.dim);
  }
  return shapes;
}

using Matrix = std::vector<double>;  // row-major

/// a [rows, inner] b [inner, columns].
Matrix product(const Matrix& a, const Matrix& b, std::size_t inner) {
  const std::size_t rows = a.size() / inner, columns = b.size() / inner;
  Matrix c(rows * columns, 0.0);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t k = 0; k < inner; ++k) {
      for (std::size_t j = 0; j < columns; ++j) c[r * columns + j] += a[r * inner + k] * b[k * columns + j];
    }
  }
  return c;
}

void add(Matrix& to, const Matrix& values) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += values[i];
}

/// All after ReLU is linear: up2 (down3 [down2; up1 down2] + 1) is one map, made in double precision.
BottleneckWeights bottleneck(const BlockTensors& block) {
  const auto values = [&](const char* name) { return block.values(std::string("adaptmlp.") + name); };
  const auto exact = [&](const char* name) {
    const std::vector<float> rounded = values(name);
    return Matrix(rounded.begin(), rounded.end());
  };
  const std::vector<float> down_bias = values("down1.bias");
  // [u; up1 u] = stack h + offset
  Matrix stack = exact("down2.weight"), offset = exact("down2.bias");
  const std::size_t width = down_bias.size(), inner = offset.size();
  const Matrix up1 = exact("up1.weight");
  Matrix upper = product(up1, stack, inner), upper_offset = product(up1, offset, inner);
  add(upper_offset, exact("up1.bias"));
  stack.insert(stack.end(), upper.begin(), upper.end());
  offset.insert(offset.end(), upper_offset.begin(), upper_offset.end());

  const Matrix down3 = exact("down3.weight"), up2 = exact("up2.weight");
  Matrix hidden = product(down3, stack, inner + width), hidden_offset = product(down3, offset, inner + width);
  for (std::size_t w = 0; w < width; ++w) hidden[w * width + w] += 1;
  add(hidden_offset, exact("down3.bias"));
  const Matrix up = product(up2, hidden, width);
  Matrix up_bias = product(up2, hidden_offset, width);
  add(up_bias, exact("up2.bias"));
  return {.reads = BottleneckWeights::Reads::tokens,
          .activation = BottleneckWeights::Activation::relu,
          .down = values("down1.weight"),
          .down_bias = down_bias,
          .up = {up.begin(), up.end()},
          .up_bias = {up_bias.begin(), up_bias.end()},
          .carries = true,
          .opens = opens_group(block.block),
          .closes = closes_group(block.block, block.depth)};
}

}  // namespace

Method dense_method() {
  return {
      .name = "dense",
      .doc = "bottlenecks beside each MLP whose outputs reach later blocks (Sparse-Tuning's dense adapters)",
      .on_gpu = false,
      .tensors = tensors,
      .bottleneck = bottleneck};
}

}  // namespace pyra
