#include "table_reporter.h"

#include <cstdio>

namespace pyra::kernel_bench {

bool TableReporter::ReportContext(const Context&) {
  std::printf(
      "| kernel | us | GFLOP/s | of the product peak | GB/s | of the triad's | of a block's time |\n");
  std::printf("|---|---|---|---|---|---|---|\n");
  return true;
}

void TableReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.error_occurred) {
      std::printf("| %s | failed: %s |\n", run.benchmark_name().c_str(), run.error_message.c_str());
      continue;
    }
    const auto counter = [&](const char* name) { return run.counters.at(name).value; };
    std::printf("| %s | %.1f | ", run.benchmark_name().c_str(), run.GetAdjustedRealTime());
    if (run.counters.count("GFLOP/s") != 0) {
      std::printf("%.1f | %.0f %% | | ", counter("GFLOP/s"), 100 * counter("of_peak"));
    } else {
      std::printf("| | %.1f | %.0f %% ", counter("GB/s"), 100 * counter("of_bandwidth"));
    }
    std::printf("| %.2f %% |\n", 100 * counter("of_block"));
  }
  std::fflush(stdout);
}

}  // namespace pyra::kernel_bench
