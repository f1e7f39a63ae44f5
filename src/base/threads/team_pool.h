// Teams of threads between calls: the engines of one model share them, and calls at the same time have one
// each.
#pragma once

#include <vector>

#include "base/threads/lending.h"
#include "base/threads/team.h"

namespace pyra {

/// A team and where its threads run.
struct PlacedTeam {
  PlacedTeam(int threads, const std::vector<int>& on) : cores(on), team(threads, on) {}
  std::vector<int> cores;
  Team team;
};

class TeamPool {
 public:
  Lending<PlacedTeam>::Loan borrow(int threads, const std::vector<int>& cores) {
    return teams_.borrow(
        [&](const PlacedTeam& p) {
          return p.team.threads() == threads && p.team.usable() && p.cores == cores;
        },
        [&] { return std::make_unique<PlacedTeam>(threads, cores); });
  }

 private:
  Lending<PlacedTeam> teams_;
};

}  // namespace pyra
