#include "search/search.h"

#include <gtest/gtest.h>

#include <map>

#include "io/expect_error.h"
#include "pyra/error.h"
#include "search/search_config.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::tiny;

/// A model whose even blocks hardly mind losing tokens and whose odd ones do.
Departure odd_blocks_mind(const Rates& rates) {
  double divergence = 0, tokens = 196;
  for (std::size_t block = 0; block < rates.size(); ++block) {
    const double share = static_cast<double>(rates[block]) / tokens;
    divergence += (block % 2 == 1 ? 10.0 : 0.1) * share * share;
    tokens -= static_cast<double>(rates[block]);
  }
  return {divergence, 1 - divergence};
}

TEST(Search, FindsTheBlocksThatDoNotMind) {
  const VitConfig config = tiny();
  const MacCost cost(config);
  const double budget = cost.of(Rates(12, 0)) / 2;
  const SearchResult result = search_schedule(config, cost, odd_blocks_mind, {budget, 200});
  EXPECT_LE(result.best.cost, budget);
  EXPECT_GT(result.best.cost, 0.98 * budget);
  ASSERT_EQ(result.known.size(), 3U);
  for (const Candidate& known : result.known) {
    EXPECT_LE(known.cost, budget);
    EXPECT_LT(result.best.departure.divergence, 0.2 * known.departure.divergence) << known.name;
  }
  std::int64_t even = 0, odd = 0;
  for (std::size_t block = 0; block < 12; ++block) (block % 2 == 0 ? even : odd) += result.best.rates[block];
  EXPECT_GT(even, 5 * odd);
  EXPECT_LE(result.evaluations, 200);
  EXPECT_GT(result.sensitivity[1], 50 * result.sensitivity[0]);
}

TEST(Search, GivesTheSameTwice) {
  const VitConfig config = tiny();
  const MacCost cost(config);
  const SearchSettings settings{cost.of(Rates(12, 0)) / 3, 60};
  EXPECT_EQ(search_schedule(config, cost, odd_blocks_mind, settings).best.rates,
            search_schedule(config, cost, odd_blocks_mind, settings).best.rates);
}

TEST(Search, TriesNothingTwice) {
  const VitConfig config = tiny();
  const MacCost cost(config);
  std::map<Rates, int> asked;
  search_schedule(config, cost,
                  [&](const Rates& rates) {
                    ++asked[rates];
                    return odd_blocks_mind(rates);
                  },
                  {cost.of(Rates(12, 0)) / 2, 100});
  for (const auto& [rates, times] : asked) EXPECT_EQ(times, 1);
}

TEST(Search, TriesNoMoreThanItMay) {
  const VitConfig config = tiny();
  const MacCost cost(config);
  const double budget = cost.of(Rates(12, 0)) / 2;
  for (int most = 1; most <= 40; ++most) {
    int asked = 0;
    const auto depart = [&](const Rates& rates) {
      ++asked;
      return odd_blocks_mind(rates);
    };
    const SearchResult result = search_schedule(config, cost, depart, {budget, most});
    EXPECT_LE(asked, most);
    EXPECT_EQ(result.evaluations, asked);
    EXPECT_LE(result.best.cost, budget);
    EXPECT_EQ(result.sensitivity.empty(), most < 16)
        << "three known shapes, twelve blocks, and one drawn from them";
  }
}

TEST(Search, RefusesABudgetOutOfReach) {
  const VitConfig config = tiny();
  expect_input_error(
      [&] {
        search_schedule(config, MacCost(config), odd_blocks_mind, {0.01, 10});
      },
      "removing half of the tokens in every block");
}

TEST(Search, StopsWhenAsked) {
  const VitConfig config = tiny();
  const MacCost cost(config);
  SearchObserver observer;
  int tried = 0;
  observer.tried = [&](int evaluations, double) { tried = evaluations; };
  observer.stop = [&] { return tried >= 5; };
  EXPECT_THROW(search_schedule(config, cost, odd_blocks_mind, {cost.of(Rates(12, 0)) / 2, 100}, observer),
               Interrupted);
  EXPECT_EQ(tried, 5);
}

}  // namespace
}  // namespace pyra
