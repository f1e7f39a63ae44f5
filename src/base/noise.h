// Ordinary numbers to measure with: zeros would draw less power, NaN or subnormal ones could be slow.
#pragma once

#include <random>

namespace pyra {

/// The same ones every time, quicker to draw than those of random.h.
class Noise {
 public:
  /// Uniform in [-0.5, 0.5].
  float next() { return static_cast<float>(random_()) / static_cast<float>(std::minstd_rand::max()) - 0.5F; }

 private:
  std::minstd_rand random_{1};
};

}  // namespace pyra
