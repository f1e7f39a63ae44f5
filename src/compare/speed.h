// Throughput of every method, measured apart from training: cells may share a busy machine, these turns must
// not.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "compare/plan.h"

namespace pyra {

/// One file beside the cells: img/s of each round by cell name (that of the first seed), and how it was
/// measured.
struct SpeedRecord {
  std::string settings;                              // batch, dtype, seconds and threads, as JSON
  std::string machine;                               // CPU, cores, instruction set
  std::map<std::string, std::vector<double>> rates;  // cell -> img/s, one a round
};

std::filesystem::path speed_file(const ComparePlan& plan);
/// An empty record where there is no such file. Throws InputError where it holds something else.
SpeedRecord read_speed(const ComparePlan& plan);

/// "batch 32, f32, 1.0 s a round, on MACHINE" (its text has the threads); empty where nothing was measured.
std::string describe(const SpeedRecord& record);

struct SpeedOptions {
  int threads = 1;
  std::ostream* log = nullptr;  // progress
  bool terminal = false;
  std::function<bool()> stop;
};

/// Rounds of `pyra bench` over every (data set, method, schedule) whose adapter is there: all of them in
/// turn, then again, so that whatever disturbs the machine disturbs them all. Rounds that were measured under
/// the same settings count; the file is written after every turn. Throws Interrupted; Failure where a turn
/// fails or no adapter is there.
SpeedRecord measure_speed(const ComparePlan& plan, const SpeedOptions& options);

}  // namespace pyra
