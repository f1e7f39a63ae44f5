// An affine map whose weights do not train, packed for both directions: y = x W^T + b and the gradient dx =
// dy W.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <tuple>
#include <vector>

#include "kernels/matmul.h"

namespace pyra {

/// Immutable but for the products it remembers; any number of threads may use it.
class FrozenMap {
 public:
  /// weight [out, in] and bias [out] (null: none) are copied. element: f32 or bf16, of the products' factors;
  /// sums are float32. Throws InputError where this CPU lacks the element.
  FrozenMap(const float* weight, const float* bias, std::int64_t out, std::int64_t in, Element element);

  std::int64_t out() const { return forward_.columns(); }
  std::int64_t in() const { return forward_.inner(); }
  Element element() const { return forward_.element(); }
  /// [out, in] again: exact in f32, rounded in bf16.
  std::vector<float> weight() const { return forward_.unpack(); }

  /// y [rows, out] in `output` (f32 or bf16) from x [rows, in] in element(); dense.
  void forward(const void* x, std::int64_t rows, void* y, Element output) const;
  /// to [rows, in] in `output` from the gradient [rows, out] in element(); dense.
  void backward(const void* gradient, std::int64_t rows, void* to, Element output) const;

 private:
  enum class Direction : std::uint8_t { forward, backward };
  void run(Direction direction, const void* input, std::int64_t rows, void* to, Element output) const;

  PackedWeight forward_, backward_;
  std::vector<float> bias_;
  mutable std::mutex mutex_;
  mutable std::map<std::tuple<Direction, std::int64_t, Element>, Product> products_;
};

/// Rows at a time: enough for products at full speed, few enough for what lies between two products to stay
/// in cache.
inline constexpr std::int64_t kChunkRows = 1024;

/// body(first, count) for runs of at most kChunkRows rows.
template <typename Body>
void for_chunks(std::int64_t rows, const Body& body) {
  for (std::int64_t first = 0; first < rows; first += kChunkRows)
    body(first, std::min(rows - first, kChunkRows));
}

}  // namespace pyra
