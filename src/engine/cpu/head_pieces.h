// Heads of attention shared so that all threads end together.
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/attention_scratch.h"

namespace pyra {

/// Some queries of one head.
struct HeadPiece {
  std::int64_t head, first, count;
};

/// Three heads on two threads leave one of them idle for a third of the time. So those beyond a multiple of
/// the threads are cut into pieces of their queries, which are whole blocks of the kernel's.
class HeadPieces {
 public:
  HeadPieces(std::int64_t heads, std::int64_t queries, std::int64_t threads)
      : whole_(heads - heads % threads), queries_(queries) {
    const std::int64_t rest = heads - whole_;
    if (rest == 0) return;
    const std::int64_t blocks = (queries + kQueryBlock - 1) / kQueryBlock,
                       wanted = std::clamp<std::int64_t>(threads / rest, 1, blocks);
    each_ = (blocks + wanted - 1) / wanted * kQueryBlock;
    pieces_ = (queries + each_ - 1) / each_;
    cut_ = rest * pieces_;
  }

  std::int64_t count() const { return whole_ + cut_; }
  HeadPiece at(std::int64_t index) const {
    if (index < whole_) return {index, 0, queries_};
    const std::int64_t piece = index - whole_, first = piece % pieces_ * each_;
    return {whole_ + piece / pieces_, first, std::min(each_, queries_ - first)};
  }

 private:
  std::int64_t whole_, queries_;
  std::int64_t each_ = 0, pieces_ = 1, cut_ = 0;
};

}  // namespace pyra
