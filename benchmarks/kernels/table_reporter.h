// The results as a Markdown table that documents can quote.
#pragma once

#include <benchmark/benchmark.h>

namespace pyra::kernel_bench {

class TableReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
};

}  // namespace pyra::kernel_bench
