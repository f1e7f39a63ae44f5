#include "machine.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "bench/machine_peak.h"
#include "pyra/error.h"

namespace pyra::kernel_bench {
namespace {

double product_peak(Precision precision) {
  try {
    PeakMeter meter(VitConfig{}, 8, precision, 1);
    for (int sweep = 0; sweep < 3; ++sweep) meter.sweep();
    return meter.result().gflops;
  } catch (const InputError&) {
    return 0;
  }
}

double triad_rate() {
  constexpr std::int64_t kCount = (256 << 20) / (3 * static_cast<std::int64_t>(sizeof(float)));
  std::vector<float> a(kCount), b(kCount, 1), c(kCount, 2);
  double best = 0;
  for (int pass = 0; pass < 6; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < kCount; ++i)
      a[static_cast<std::size_t>(i)] = b[static_cast<std::size_t>(i)] + 3 * c[static_cast<std::size_t>(i)];
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (a[static_cast<std::size_t>(pass)] != 7) throw Failure("the triad went wrong");
    best = std::max(best, static_cast<double>(3 * kCount) * sizeof(float) / taken.count() * 1e-9);
  }
  return best;
}

}  // namespace

MachinePeak measure_machine() {
  return {product_peak(Precision::f32), product_peak(Precision::bf16), triad_rate()};
}

}  // namespace pyra::kernel_bench
