#include "kernels/turn_reference.h"

#include <cmath>
#include <complex>

namespace pyra::testing {

Floats random_turns(std::int64_t rows, std::int64_t head_dim, unsigned seed) {
  const std::int64_t half = head_dim / 2;
  const Floats angles = random_floats(rows * half, seed);
  Floats turns(static_cast<std::size_t>(rows * head_dim));
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t d = 0; d < half; ++d) {
      const float angle = 4 * angles[static_cast<std::size_t>(i * half + d)];
      turns[static_cast<std::size_t>(i * head_dim + d)] = std::cos(angle);
      turns[static_cast<std::size_t>(i * head_dim + half + d)] = std::sin(angle);
    }
  }
  return turns;
}

Floats turned_reference(const Floats& from, std::int64_t row, std::int64_t head_dim, const Floats& turns,
                        double direction) {
  Floats to = from;
  const std::int64_t half = head_dim / 2, rows = static_cast<std::int64_t>(from.size()) / row;
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t d = 0; d < half; ++d) {
      const auto at = [&](std::int64_t k) { return static_cast<std::size_t>(k); };
      const std::complex<double> point(from[at(i * row + d)], from[at(i * row + half + d)]);
      const std::complex<double> turn(turns[at(i * head_dim + d)],
                                      direction * static_cast<double>(turns[at(i * head_dim + half + d)]));
      to[at(i * row + d)] = static_cast<float>((point * turn).real());
      to[at(i * row + half + d)] = static_cast<float>((point * turn).imag());
    }
  }
  return to;
}

}  // namespace pyra::testing
