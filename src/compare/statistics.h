// What can be said of a few numbers.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace pyra {

/// NaN of an empty list.
double mean(std::span<const double> values);
/// Sample standard deviation (n - 1); NaN of fewer than two values.
double standard_deviation(std::span<const double> values);

/// The t below which a share `probability` in (0, 1) of Student's distribution with `degrees` >= 1 degrees of
/// freedom lies.
double student_quantile(double probability, double degrees);

/// Mean +- half: the 95 % interval of Student's t. half is NaN of fewer than two values.
struct Interval {
  double mean = 0, half = 0;
  std::size_t count = 0;
};
Interval mean_interval(std::span<const double> values);

/// Which share of what merging loses a method wins back: (method - baseline) / (uncompressed - baseline). NaN
/// where the baseline loses less than 0.05 points, since there is no gap to recover.
double gap_recovery(double method, double uncompressed, double baseline);

/// Positions of the points (cost, gain) that no other beats in both: no lower cost at the same or higher
/// gain. By ascending cost. Points with NaN are left out.
std::vector<std::size_t> pareto_front(std::span<const std::pair<double, double>> cost_and_gain);

}  // namespace pyra
