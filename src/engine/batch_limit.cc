#include "engine/batch_limit.h"

#include <cmath>
#include <string>

#include "base/memory/free_memory.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::string pictures(std::int64_t batch) { return "a batch of " + std::to_string(batch) + " pictures"; }

std::string megabytes(double bytes) { return std::to_string(std::llround(bytes / 1e6)) + " MB"; }

}  // namespace

void check_batch(const VitConfig& config, std::int64_t batch) {
  const std::int64_t most = most_pictures(config);
  if (batch < 1) throw InputError(pictures(batch) + "; expected 1 or more");
  if (batch > most) {
    throw InputError(pictures(batch) + "; expected at most " + std::to_string(most) + " of " +
                         std::to_string(config.tokens()) + " tokens in one call; give them in several calls",
                     code::kBatchLarge);
  }
}

void check_batch_memory(std::int64_t batch, std::size_t bytes) {
  const auto needed = static_cast<double>(bytes);
  const double free = free_memory();
  if (needed > free) {
    throw InputError(pictures(batch) + " needs " + megabytes(needed) + " of memory, and " + megabytes(free) +
                         " are free here; give them in several calls",
                     code::kBatchLarge);
  }
}

}  // namespace pyra
