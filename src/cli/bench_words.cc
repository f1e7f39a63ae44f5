#include "cli/bench_words.h"

#include <cmath>

#include "base/text/numbers.h"
#include "bench/bench_rows.h"

namespace pyra {

std::vector<std::string> bench_doubts(const BenchResult& result, std::optional<double> others) {
  constexpr double kPlausible = 1.05, kQuiet = 0.1;
  const auto per_cent = [](double share) { return std::to_string(std::lround(100 * share)) + " %"; };
  std::vector<std::string> doubts;
  for (const BenchRow& row : result.rows) {
    if (row.peak_share <= kPlausible) continue;
    doubts.push_back("warning: " + describe_cell(row) + " reached " + per_cent(row.peak_share) +
                     " of the peak, more than there can be: "
                     "the machine was busier while the peak was measured. Measure again when it is idle, or "
                     "with more --rounds");
  }
  if (others && *others > kQuiet) {
    doubts.push_back("warning: other processes took " + per_cent(*others) +
                     " of this machine's processors during the measurement; "
                     "the figures are those of a busy machine");
  }
  return doubts;
}

std::string describe_break_even(const BreakEven& found) {
  std::string text =
      found.rate ? "merging pays from r=" + std::to_string(*found.rate) : "merging does not pay";
  for (std::size_t i = 0; i < found.points.size(); ++i) {
    text += (i == 0 ? " (r=" : ", r=") + std::to_string(found.points[i].rate) + ": " +
            fixed_number(found.points[i].speedup, 3) + "x";
  }
  return text + (found.points.empty() ? "" : ")");
}

}  // namespace pyra
