#include <cmath>

#include "kernels/kernel_cases.h"
#include "kernels/turns.h"

namespace pyra::testing {
namespace {

/// `reach`: the largest coordinate.
void check(std::int64_t count, std::int64_t head_dim, float reach, unsigned seed, const Kernels& kernels) {
  Floats places = random_floats(2 * count, seed), frequencies(static_cast<std::size_t>(head_dim / 4));
  for (float& place : places) place *= reach / 4;
  places[0] = places[1] = 0;
  for (std::size_t k = 0; k < frequencies.size(); ++k)
    frequencies[k] = std::pow(100.0F, -static_cast<float>(k) / static_cast<float>(frequencies.size()));
  Floats found(static_cast<std::size_t>(count * head_dim)), expected;
  kernels.make_turns(places.data(), count, frequencies.data(), head_dim, found.data());
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    for (const auto function :
         {static_cast<double (*)(double)>(std::cos), static_cast<double (*)(double)>(std::sin)}) {
      for (std::size_t axis = 0; axis < 2; ++axis) {
        for (const float frequency : frequencies)
          expected.push_back(
              static_cast<float>(function(static_cast<double>(places[2 * i + axis] * frequency))));
      }
    }
  }
  expect_close(found, expected, 3e-7, "turns");
}

}  // namespace

void add_turns_cases(KernelCases& cases) {
  for (const std::int64_t head_dim : {4, 12, 32, 48, 64, 72, 80, 128}) {
    for (const float reach : {1.0F, 6.3F, 900.0F}) {
      const auto seed = static_cast<unsigned>(cases.size());
      cases.push_back({"make_turns D=" + std::to_string(head_dim) + " up to " + std::to_string(reach),
                       [=](const Kernels& kernels) { check(21, head_dim, reach, seed, kernels); }});
    }
  }
}

}  // namespace pyra::testing
