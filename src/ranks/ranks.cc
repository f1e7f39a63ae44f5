#include "ranks/ranks.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace pyra {

void wait_for_all(Ranks& ranks) {
  ranks.gather("");
  ranks.broadcast("");
}

bool any(Ranks& ranks, bool mine) { return sum(ranks, mine ? 1 : 0) > 0; }

std::int64_t sum(Ranks& ranks, std::int64_t mine) {
  if (ranks.count() == 1) return mine;
  std::int64_t total = 0;
  for (const std::string& said : ranks.gather(std::to_string(mine))) total += std::stoll(said);
  return std::stoll(ranks.broadcast(std::to_string(total)));
}

std::vector<std::string> collect(Ranks& ranks, const std::vector<std::string>& mine) {
  if (ranks.count() == 1) return mine;
  std::vector<std::string> lines;
  for (const std::string& said : ranks.gather(nlohmann::json(mine).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))) {
    const auto theirs = nlohmann::json::parse(said).get<std::vector<std::string>>();
    lines.insert(lines.end(), theirs.begin(), theirs.end());
  }
  return ranks.first() ? lines : mine;
}

void require_same(Ranks& ranks, const std::string& what, const std::string& mine) {
  const std::vector<std::string> all = ranks.gather(mine);
  const auto other = std::find_if(all.begin(), all.end(), [&](const std::string& theirs) { return theirs != mine; });
  const std::string verdict =
      ranks.broadcast(other == all.end() ? "" : what + " of rank " + std::to_string(other - all.begin()) + " differs from rank 0's.\n--- rank 0:\n" + mine +
                                                    "\n--- rank " + std::to_string(other - all.begin()) + ":\n" + *other +
                                                    "\nStart every rank with the same command, files and program");
  if (!verdict.empty()) throw InputError(verdict);
}

}  // namespace pyra
