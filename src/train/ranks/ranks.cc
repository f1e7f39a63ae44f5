#include "train/ranks/ranks.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/json/json_text.h"

namespace pyra {

void wait_for_all(Ranks& ranks) {
  ranks.gather("");
  ranks.broadcast("");
}

bool any(Ranks& ranks, bool mine) { return sum(ranks, mine ? 1 : 0) > 0; }

std::int64_t sum(Ranks& ranks, std::int64_t mine) {
  return static_cast<std::int64_t>(sum(ranks, std::vector<double>{static_cast<double>(mine)}).front());
}

std::vector<double> sum(Ranks& ranks, const std::vector<double>& mine) {
  if (ranks.count() == 1) return mine;
  const std::size_t bytes = mine.size() * sizeof(double);
  std::vector<double> total(mine.size(), 0), part(mine.size());
  for (const std::string& said :
       ranks.gather(std::string(reinterpret_cast<const char*>(mine.data()), bytes))) {
    if (said.size() != bytes)
      throw Failure("the ranks count different things; start all of them with the same command");
    std::memcpy(part.data(), said.data(), bytes);
    std::transform(total.begin(), total.end(), part.begin(), total.begin(), std::plus<>());
  }
  const std::string told = ranks.broadcast(std::string(reinterpret_cast<const char*>(total.data()), bytes));
  std::memcpy(total.data(), told.data(), std::min(told.size(), bytes));
  return total;
}

std::vector<std::string> collect(Ranks& ranks, const std::vector<std::string>& mine) {
  if (ranks.count() == 1) return mine;
  std::vector<std::string> lines;
  for (const std::string& said : ranks.gather(json_text(nlohmann::json(mine)))) {
    const auto theirs = nlohmann::json::parse(said).get<std::vector<std::string>>();
    lines.insert(lines.end(), theirs.begin(), theirs.end());
  }
  return ranks.first() ? lines : mine;
}

void require_same(Ranks& ranks, const std::string& what, const std::string& mine) {
  const std::vector<std::string> all = ranks.gather(mine);
  const auto other =
      std::find_if(all.begin(), all.end(), [&](const std::string& theirs) { return theirs != mine; });
  const std::string verdict = ranks.broadcast(
      other == all.end() ? ""
                         : what + " of rank " + std::to_string(other - all.begin()) +
                               " differs from rank 0's.\n--- rank 0:\n" + mine + "\n--- rank " +
                               std::to_string(other - all.begin()) + ":\n" + *other +
                               "\nStart every rank with the same command, files and program");
  if (!verdict.empty()) throw InputError(verdict);
}

}  // namespace pyra
