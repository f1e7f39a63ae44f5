// How the pictures of a batch share the threads.
#pragma once

#include <cmath>
#include <cstdint>

namespace pyra {

/// Neighbouring groups of as many pictures each.
struct PictureGroups {
  std::int64_t first = 0, count = 0,
               pictures = 0;  // first picture of the first group; groups; pictures in each
};

struct Grouping {
  PictureGroups apart;  // a group goes through a block on one thread, beside the others: nobody waits before
                        // the block's end
  PictureGroups together;  // none or one group, of which all threads take rows
};

/// Whoever is free takes the next group, so each thread has as many of them, and what is left over is shared.
/// A group apart has about 250 rows: enough for the products to run at full speed, few enough that q, k, v
/// and the hidden rows stay in the cache.
inline Grouping group_pictures(std::int64_t batch, std::int64_t tokens, int threads) {
  constexpr double kRows = 250;
  const std::int64_t each = batch / threads;  // pictures of a thread
  std::int64_t best = 1;
  const auto distance = [&](std::int64_t pictures) {
    return std::fabs(std::log(static_cast<double>(pictures * tokens) / kRows));
  };
  for (std::int64_t pictures = 1;
       pictures <= each && pictures * tokens <= 8 * static_cast<std::int64_t>(kRows); ++pictures) {
    if (each % pictures == 0 && distance(pictures) < distance(best)) best = pictures;
  }
  const std::int64_t apart = each * threads;
  return {{0, apart / best, best}, {apart, apart < batch ? 1 : 0, batch - apart}};
}

}  // namespace pyra
