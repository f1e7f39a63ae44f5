// Random numbers that are the same on every machine and with every standard library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace pyra {

constexpr std::uint64_t kSplitMixStep = 0x9E3779B97F4A7C15u;

/// SplitMix64's step from one number to another that is unrelated to it.
constexpr std::uint64_t split_mix(std::uint64_t value) {
  value += kSplitMixStep;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

/// SplitMix64 (Steele, Lea, Flood 2014): one 64-bit addition and a mix per number, any seed is good.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    const std::uint64_t number = split_mix(state_);
    state_ += kSplitMixStep;
    return number;
  }

  /// Uniform in [0, 1), all 53 bits of a double.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// Uniform in [0, bound), bound >= 1. Numbers of the incomplete last round are drawn again, so none is
  /// favoured.
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t incomplete = (0 - bound) % bound;  // 2^64 mod bound
    std::uint64_t number = next();
    while (number < incomplete) number = next();
    return number % bound;
  }

  bool flip() { return next() >> 63 != 0; }

 private:
  std::uint64_t state_;
};

/// A seed of its own for each (seed, part), unrelated to its neighbours'.
inline std::uint64_t derive_seed(std::uint64_t seed, std::uint64_t part) {
  return split_mix(split_mix(seed) ^ (part * 0xD1342543DE82EF95u + 1));
}

/// Fisher-Yates, from the end.
template <typename Sequence>
void shuffle(Sequence& sequence, Random& random) {
  for (std::size_t i = sequence.size(); i > 1; --i) std::swap(sequence[i - 1], sequence[random.below(i)]);
}

}  // namespace pyra
