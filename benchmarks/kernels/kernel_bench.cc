// Times every kernel on one core against what the machine can do at most, measured in the same run:
//   kernel_bench [--benchmark_filter=match] [--benchmark_format=json]
// Prints a Markdown table: GFLOP/s and the share of the product peak for kernels that calculate, GB/s and the
// share of the memory bandwidth for those that move (above 1 where the data stay in the caches), and the
// kernel's time over what a ViT-B block takes at the peak. PYRA_ISA chooses the instruction set.
#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include "base/isa.h"
#include "kernel_rows.h"
#include "machine.h"
#include "table_reporter.h"

namespace pyra::kernel_bench {
namespace {

// The counters are set from a clock of our own: the library would print shares with a unit.
void time_row(benchmark::State& state, const KernelRow& row, const MachinePeak& peak) {
  const auto start = std::chrono::steady_clock::now();
  for (auto _ : state) row.run();
  const std::chrono::duration<double> all = std::chrono::steady_clock::now() - start;
  const double seconds = all.count() / static_cast<double>(state.iterations());
  const double product_peak = row.bf16 && peak.gflops_bf16 > 0 ? peak.gflops_bf16 : peak.gflops_f32;
  const double rate = (row.flops > 0 ? row.flops : row.bytes) / seconds * 1e-9;
  state.counters[row.flops > 0 ? "GFLOP/s" : "GB/s"] = rate;
  state.counters[row.flops > 0 ? "of_peak" : "of_bandwidth"] =
      rate / (row.flops > 0 ? product_peak : peak.gbytes);
  state.counters["of_block"] = seconds / (2e-9 * kBlockMacs / peak.gflops_f32);
}

int run(std::vector<char*> arguments) {
  const bool other_format = std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return argument.starts_with("--benchmark_format");
  });
  auto count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  omp_set_num_threads(1);
  const MachinePeak peak = measure_machine();
  const auto say = [&](const std::string& what, const std::string& value) {
    benchmark::AddCustomContext(what, value);
    if (!other_format) std::printf("%s: %s\n", what.c_str(), value.c_str());
  };
  say("instruction set", isa_name(chosen_isa()));
  say("float32 products of one core, GFLOP/s", std::to_string(peak.gflops_f32));
  say("bf16 products of one core, GFLOP/s", std::to_string(peak.gflops_bf16));
  say("triad over 256 MB on one core, GB/s", std::to_string(peak.gbytes));
  KernelRows rows;
  add_reduction_rows(rows);
  add_attention_rows(rows);
  add_row_rows(rows);
  for (const KernelRow& row : rows) {
    benchmark::RegisterBenchmark(row.name.c_str(), [&row, peak](benchmark::State& state) {
      time_row(state, row, peak);
    })->Unit(benchmark::kMicrosecond);
  }
  TableReporter table;
  benchmark::RunSpecifiedBenchmarks(other_format ? nullptr : &table);
  benchmark::Shutdown();
  return 0;
}

}  // namespace
}  // namespace pyra::kernel_bench

int main(int argc, char** argv) {
  try {
    return pyra::kernel_bench::run(std::vector<char*>(argv, argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kernel_bench: %s\n", error.what());
    return 1;
  }
}
