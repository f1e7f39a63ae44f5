#include "bench/bench_rounds.h"

#include <chrono>

namespace pyra {
namespace {

constexpr double kLongCall = 0.25;  // seconds

}  // namespace

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<double> time_calls(const std::function<void()>& call, const Turn& turn, const Clock& clock) {
  std::vector<double> times;
  double spent = 0;
  for (bool first = true;
       times.empty() || spent < turn.seconds || static_cast<std::int64_t>(times.size()) < turn.calls;
       first = false) {
    const double start = clock();
    call();
    const double seconds = clock() - start;
    if (first && seconds < kLongCall) continue;
    times.push_back(seconds);
    spent += seconds;
  }
  return times;
}

std::vector<std::vector<std::vector<double>>> take_turns(
    const std::vector<TakeTurn>& cells, int rounds,
    const std::function<void(std::size_t cell, const std::vector<double>& times)>& after_turn) {
  std::vector<std::vector<std::vector<double>>> times(cells.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t cell = round % 2 == 0 ? i : cells.size() - 1 - i;
      times[cell].push_back(cells[cell]());
      if (after_turn) after_turn(cell, times[cell].back());
    }
  }
  return times;
}

}  // namespace pyra
