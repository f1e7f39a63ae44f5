// Which rates keep a model's answers closest to its own within a budget.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "search/divergence.h"
#include "search/staircase.h"

namespace pyra {

/// A shape drawn to the budget, and what it does to the answers.
struct Candidate {
  std::string name;
  Staircase shape;
  Rates rates;
  double cost = 0;
  Departure departure;
};

struct SearchSettings {
  double budget = 0;      // in the cost's unit
  int evaluations = 150;  // schedules tried at most, the hand-made ones included
};

struct SearchResult {
  Candidate best;
  std::vector<Candidate> known;  // the shapes people use, at the same budget: uniform rates, the paper's two
  std::vector<double> sensitivity;  // [depth]: divergence when a quarter of the tokens goes in that block
                                    // alone; empty where so many evaluations were not asked for
  int evaluations = 0;
};

struct SearchObserver {
  std::function<void(int evaluations, double divergence)> tried;  // so many so far, and the best divergence
  std::function<bool()> stop;
};

/// Starts from the better of the known shapes and one in inverse proportion to each block's sensitivity, then
/// moves one block's weight at a time, up or down, in ever smaller factors, and keeps what lowers the
/// divergence at the same cost. Deterministic. Throws InputError where not even the steepest schedule meets
/// the budget, naming what it costs, and Interrupted.
SearchResult search_schedule(const VitConfig& config, const Cost& cost, const Depart& depart,
                             const SearchSettings& settings, const SearchObserver& observer = {});

}  // namespace pyra
