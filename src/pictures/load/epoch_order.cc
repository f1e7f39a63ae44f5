#include "pictures/load/epoch_order.h"

#include <numeric>

#include "base/random.h"

namespace pyra {
namespace {

// Streams of an epoch's seed: one orders the samples, the other augments them.
constexpr std::uint64_t kOrderStream = 0, kSampleStream = 1;

std::uint64_t stream_seed(const LoaderOptions& options, std::uint64_t stream) {
  return derive_seed(derive_seed(options.seed, static_cast<std::uint64_t>(options.epoch)), stream);
}

}  // namespace

std::vector<std::int64_t> epoch_order(std::int64_t samples, const LoaderOptions& options) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(samples));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  if (options.shuffle) {
    Random random(stream_seed(options, kOrderStream));
    shuffle(order, random);
  }
  return order;
}

std::uint64_t sample_seed(const LoaderOptions& options, std::int64_t index) {
  return derive_seed(stream_seed(options, kSampleStream), static_cast<std::uint64_t>(index));
}

}  // namespace pyra
