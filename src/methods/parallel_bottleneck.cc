#include "methods/parallel_bottleneck.h"

#include <algorithm>

#include "base/memory/carver.h"
#include "kernels/small_product.h"
#include "methods/bottleneck_rules.h"

namespace pyra {
namespace {

constexpr std::int64_t kRowsAtOnce = 16;

using Matrix = std::vector<double>;  // row-major

/// a [rows, inner] b [inner, columns], b's rows `b_row` apart.
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

Matrix exact(const std::vector<float>& values) { return {values.begin(), values.end()}; }

void add(Matrix& to, const Matrix& values) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += values[i];
}

/// down [w, C], up [C, w], both as checkpoints have them.
ParallelWeights pack(const std::vector<float>& down, const std::vector<float>& down_bias, const Matrix& up,
                     const Matrix& up_bias) {
  const std::size_t dim = up_bias.size(), narrow = down_bias.size();
  ParallelWeights weights;
  weights.width = padded(static_cast<std::int64_t>(narrow));
  const auto width = static_cast<std::size_t>(weights.width);
  weights.down.assign(dim * width, 0.0F);
  weights.down_bias.assign(width, 0.0F);
  weights.up.assign(width * dim, 0.0F);
  weights.up_bias.assign(up_bias.begin(), up_bias.end());
  std::copy(down_bias.begin(), down_bias.end(), weights.down_bias.begin());
  for (std::size_t w = 0; w < narrow; ++w) {
    for (std::size_t c = 0; c < dim; ++c) {
      weights.down[c * width + w] = down[w * dim + c];
      weights.up[w * dim + c] = static_cast<float>(up[c * narrow + w]);
    }
  }
  return weights;
}

struct Parts {
  float* hidden;  // [kRowsAtOnce, width]
  float* wide;    // [kRowsAtOnce, C]: norm2 x, then D

  static Parts cut(Carver& from, const ParallelWeights& weights) {
    return {.hidden = from.take<float>(kRowsAtOnce * weights.width),
            .wide = from.take<float>(kRowsAtOnce * static_cast<std::int64_t>(weights.up_bias.size()))};
  }
};

}  // namespace

ParallelWeights pack_adaptformer(const AdapterValues& values) {
  Matrix up = exact(values("up_proj.weight")), up_bias = exact(values("up_proj.bias"));
  for (Matrix* scaled : {&up, &up_bias}) {
    for (double& v : *scaled) v *= kAdaptFormerScale;
  }
  ParallelWeights weights = pack(values("down_proj.weight"), values("down_proj.bias"), up, up_bias);
  weights.normed = true;
  return weights;
}

ParallelWeights pack_dense_adapter(const AdapterValues& values) {
  const std::vector<float> down_bias = values("down1.bias");
  const std::size_t width = down_bias.size(), inner = values("down2.bias").size();
  // [u; up1 u] = stack h + offset
  Matrix stack = exact(values("down2.weight")), offset = exact(values("down2.bias"));
  const Matrix up1 = exact(values("up1.weight"));
  Matrix upper = product(up1, stack, inner), upper_offset = product(up1, offset, inner);
  add(upper_offset, exact(values("up1.bias")));
  stack.insert(stack.end(), upper.begin(), upper.end());
  offset.insert(offset.end(), upper_offset.begin(), upper_offset.end());

  const Matrix down3 = exact(values("down3.weight")), up2 = exact(values("up2.weight"));
  Matrix hidden = product(down3, stack, inner + width), hidden_offset = product(down3, offset, inner + width);
  for (std::size_t w = 0; w < width; ++w) hidden[w * width + w] += 1;
  add(hidden_offset, exact(values("down3.bias")));
  Matrix up_bias = product(up2, hidden_offset, width);
  add(up_bias, exact(values("up2.bias")));
  ParallelWeights weights = pack(values("down1.weight"), down_bias, product(up2, hidden, width), up_bias);
  weights.carries = true;
  return weights;
}

std::size_t parallel_scratch(const ParallelWeights& weights) { return measured<Parts>(weights); }

void add_parallel(const ParallelWeights& weights, const NormWeights& norm2, const Carried& carried,
                  std::int64_t rows, float* x, Team& team, std::byte* scratch, std::size_t thread_stride) {
  const auto dim = static_cast<std::int64_t>(weights.up_bias.size());
  const std::int64_t width = weights.width;
  team.for_each((rows + kRowsAtOnce - 1) / kRowsAtOnce, [&](std::int64_t part, int thread) {
    const std::int64_t first = part * kRowsAtOnce, count = std::min(kRowsAtOnce, rows - first);
    const auto [hidden, wide] =
        carved<Parts>(scratch + static_cast<std::size_t>(thread) * thread_stride, weights);
    float* to = x + first * dim;
    if (weights.normed) layer_norm(to, count, norm2, wide);
    small_product({weights.normed ? wide : to, dim, 1}, weights.down.data(), width, {count, dim, width},
                  false, hidden, width);
    for (std::int64_t i = 0; i < count * width; ++i)
      hidden[i] = std::max(0.0F, hidden[i] + weights.down_bias[static_cast<std::size_t>(i % width)]);
    for (std::int64_t r = 0; r < count; ++r) std::copy_n(weights.up_bias.data(), dim, wide + r * dim);
    small_product({hidden, width, 1}, weights.up.data(), dim, {count, width, dim}, true, wide, dim);
    float* sum = carried.rows != nullptr ? carried.rows + first * dim : nullptr;
    for (std::int64_t i = 0; i < count * dim; ++i) {
      const float total = carried.opens ? wide[i] : sum[i] + wide[i];
      to[i] += carried.closes ? wide[i] + total : wide[i];
      if (!carried.closes && sum != nullptr) sum[i] = total;
    }
  });
}

}  // namespace pyra
