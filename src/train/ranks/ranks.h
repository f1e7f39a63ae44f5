// Seam: the processes that train together. All of them call the same functions in the same order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pyra/error.h"

namespace pyra {

/// Another rank has failed, died or stalled; the message names it. This one is well.
struct RankFailure : Failure {
  using Failure::Failure;
};

class Ranks {
 public:
  virtual ~Ranks() = default;
  virtual int rank() const = 0;  // 0 .. count() - 1
  virtual int count() const = 0;
  bool first() const { return rank() == 0; }

  /// Rank 0 gets the bytes of all, in the order of the ranks; the others give theirs and get nothing. Throws
  /// RankFailure.
  virtual std::vector<std::string> gather(const std::string& mine) = 0;
  /// Every rank gets what rank 0 gave. Throws RankFailure.
  virtual std::string broadcast(const std::string& mine) = 0;
  /// Throws RankFailure where another rank has failed, or has not been heard of for too long; for those who
  /// wait for something else than the two above.
  virtual void require_alive() = 0;
  /// Tells the others why this rank is leaving; they then leave too.
  virtual void fail(const std::string& why) noexcept = 0;
};

/// A process by itself.
class SingleRank final : public Ranks {
 public:
  int rank() const override { return 0; }
  int count() const override { return 1; }
  std::vector<std::string> gather(const std::string& mine) override { return {mine}; }
  std::string broadcast(const std::string& mine) override { return mine; }
  void require_alive() override {}
  void fail(const std::string&) noexcept override {}
};

/// Nobody goes on before all are here.
void wait_for_all(Ranks& ranks);
/// Whether any rank says so.
bool any(Ranks& ranks, bool mine);
/// Each number's sum over the ranks, all of which give as many.
std::vector<double> sum(Ranks& ranks, const std::vector<double>& mine);
/// Of a count below 2^53.
std::int64_t sum(Ranks& ranks, std::int64_t mine);
/// Rank 0 gets the lines of all, the others their own.
std::vector<std::string> collect(Ranks& ranks, const std::vector<std::string>& mine);
/// Throws InputError, on every rank, where `mine` is not the same on all; `what` names it.
void require_same(Ranks& ranks, const std::string& what, const std::string& mine);

}  // namespace pyra
