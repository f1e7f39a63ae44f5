// What `pyra bench` prints and writes.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "bench/bench_machine.h"
#include "engine/cuda_library.h"
#include "pyra/bench.h"

namespace pyra {

/// A finished benchmark with all that a reader needs to judge it.
struct BenchRecord {
  std::string model;    // architecture or file
  std::string weights;  // "random" or the file
  std::string reducer;
  std::string command;
  VitConfig config;
  int threads = 0;
  MachineFacts machine;
  std::optional<GpuFacts> gpu;  // where it ran on one
  BenchResult result;
  std::vector<std::string> doubts;  // what speaks against the figures
};

nlohmann::ordered_json bench_json(const BenchRecord& record);
/// Tables and the lines below them.
std::string bench_text(const BenchRecord& record);
/// One self-contained HTML file with plots.
void write_bench_page(const std::filesystem::path& file, const BenchRecord& record);

/// The columns of the table of rows, for text and HTML alike.
struct BenchTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};
BenchTable bench_table(const BenchResult& result);
/// Where the time of one call of a row goes.
BenchTable profile_table(const BenchRow& row);

}  // namespace pyra
