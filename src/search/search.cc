#include "search/search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "pyra/error.h"
#include "schedules/schedule_shapes.h"

namespace pyra {
namespace {

constexpr double kProbe =
    0.25;  // share of the tokens that a block gives up while its sensitivity is measured
constexpr std::array kFactors{2.0, 1.5, 1.25, 1.12};
constexpr double kShapeSpeedup =
    2.5;  // where the paper's two shapes are read off; the budget then scales them

class Search {
 public:
  Search(const VitConfig& config, const Cost& cost, const Depart& depart, const SearchSettings& settings,
         const SearchObserver& observer)
      : config_(config), cost_(cost), depart_(depart), settings_(settings), observer_(observer) {}

  SearchResult run() {
    require_reachable();
    add_known("uniform", staircase_of(uniform_rates(), config_));
    add_known("low's shape", staircase_of(fit_rates(0, kShapeSpeedup, config_), config_));
    add_known("high's shape", staircase_of(fit_rates(1, kShapeSpeedup, config_), config_));
    std::vector<Candidate> starts = result_.known;
    if (left() > config_.depth) {
      measure_sensitivity();
      if (auto drawn = draw("found", shape_of_sensitivity())) starts.push_back(std::move(*drawn));
    }
    if (starts.empty())
      starts.push_back(*draw("found", Staircase(static_cast<std::size_t>(config_.depth), 1)));
    result_.best =
        *std::min_element(starts.begin(), starts.end(), [](const Candidate& a, const Candidate& b) {
          return a.departure.divergence < b.departure.divergence;
        });
    result_.best.name = "found";
    for (const double factor : kFactors) {
      while (sweep(factor) && affordable()) {
      }
    }
    return std::move(result_);
  }

 private:
  void require_reachable() const {
    const double least = cost_.of(steepest_rates(config_));
    if (least > settings_.budget) {
      throw InputError("no schedule costs " + std::to_string(settings_.budget) +
                       " or less: removing half of the tokens in every block "
                       "still costs " +
                       std::to_string(least));
    }
  }

  Rates uniform_rates() const {
    const std::int64_t rate = (config_.tokens() - config_.prefix_tokens()) / (config_.depth + 1);
    return Rates(static_cast<std::size_t>(config_.depth), std::max<std::int64_t>(rate, 1));
  }

  int left() const { return settings_.evaluations - result_.evaluations; }
  bool affordable() const { return left() > 0; }

  const Departure& departure_of(const Rates& rates) {
    const auto found = tried_.find(rates);
    if (found != tried_.end()) return found->second;
    if (observer_.stop && observer_.stop())
      throw Interrupted("stopped after " + std::to_string(result_.evaluations) + " schedules");
    const Departure& departure = tried_.emplace(rates, depart_(rates)).first->second;
    ++result_.evaluations;
    if (observer_.tried)
      observer_.tried(result_.evaluations,
                      result_.best.rates.empty() ? departure.divergence : result_.best.departure.divergence);
    return departure;
  }

  std::optional<Candidate> draw(const std::string& name, Staircase shape) {
    const auto rates = fit(shape, settings_.budget, cost_, config_);
    if (!rates) return std::nullopt;
    const Departure departure = departure_of(*rates);
    return Candidate{name, std::move(shape), *rates, cost_.of(*rates), departure};
  }

  void add_known(const std::string& name, Staircase shape) {
    if (!affordable()) return;
    if (auto drawn = draw(name, std::move(shape))) result_.known.push_back(std::move(*drawn));
  }

  void measure_sensitivity() {
    const auto depth = static_cast<std::size_t>(config_.depth);
    const double tokens = static_cast<double>(config_.tokens() - config_.prefix_tokens());
    for (std::size_t block = 0; block < depth; ++block) {
      Rates alone(depth, 0);
      alone[block] = std::max<std::int64_t>(1, std::lround(kProbe * tokens));
      result_.sensitivity.push_back(departure_of(alone).divergence);
    }
  }

  /// Where divergence grows with the square of a block's share and a token removed saves work in every later
  /// block, the best shares are in proportion to saving over sensitivity.
  Staircase shape_of_sensitivity() const {
    const std::size_t depth = result_.sensitivity.size();
    const double floor =
        1e-3 * *std::max_element(result_.sensitivity.begin(), result_.sensitivity.end()) + 1e-12;
    Staircase shape;
    for (std::size_t block = 0; block < depth; ++block) {
      shape.push_back((static_cast<double>(depth - block) - 0.5) / (result_.sensitivity[block] + floor));
    }
    const double largest = *std::max_element(shape.begin(), shape.end());
    for (double& weight : shape) weight = std::max(weight / largest, 0.02);
    return shape;
  }

  /// Every block once, the most sensitive first; whether anything became better.
  bool sweep(double factor) {
    std::vector<std::size_t> order(static_cast<std::size_t>(config_.depth));
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!result_.sensitivity.empty()) {
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return result_.sensitivity[a] > result_.sensitivity[b];
      });
    }
    bool better = false;
    for (const std::size_t block : order) {
      for (const double by : {factor, 1 / factor}) {
        if (!affordable()) return false;
        if (move(block, by)) {
          better = true;
          break;
        }
      }
    }
    return better;
  }

  bool move(std::size_t block, double by) {
    Staircase shape = result_.best.shape;
    const double mean = std::accumulate(shape.begin(), shape.end(), 0.0) / static_cast<double>(shape.size());
    shape[block] = std::max(shape[block] * by, 0.02 * mean);  // a block at zero must be able to come back
    auto drawn = draw("found", std::move(shape));
    if (!drawn || drawn->departure.divergence >= result_.best.departure.divergence) return false;
    result_.best = std::move(*drawn);
    return true;
  }

  const VitConfig& config_;
  const Cost& cost_;
  const Depart& depart_;
  const SearchSettings& settings_;
  const SearchObserver& observer_;
  std::map<Rates, Departure> tried_;
  SearchResult result_;
};

}  // namespace

SearchResult search_schedule(const VitConfig& config, const Cost& cost, const Depart& depart,
                             const SearchSettings& settings, const SearchObserver& observer) {
  return Search(config, cost, depart, settings, observer).run();
}

}  // namespace pyra
