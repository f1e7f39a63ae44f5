// Cells that take turns: noise of the machine then hits all of them alike.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace pyra {

/// Seconds, never going back.
using Clock = std::function<double()>;
double steady_seconds();

/// How long one turn of a cell lasts: at least `seconds` and at least `calls` calls.
struct Turn {
  double seconds = 0;
  std::int64_t calls = 1;
};

/// Seconds of each call of `call` in one turn. A short first call is not counted, since it finds the caches
/// full of another cell's data; a long one is, since it does not matter there.
std::vector<double> time_calls(const std::function<void()>& call, const Turn& turn,
                               const Clock& clock = steady_seconds);

/// One turn of a cell: seconds of each of its calls, at least one.
using TakeTurn = std::function<std::vector<double>()>;

/// Every cell once in each round, in an order that reverses from round to round, so that a slow drift favours
/// none. after_turn(cell, times) follows each turn; may be empty. Returns [cell][round][call] seconds.
std::vector<std::vector<std::vector<double>>> take_turns(
    const std::vector<TakeTurn>& cells, int rounds,
    const std::function<void(std::size_t cell, const std::vector<double>& times)>& after_turn = {});

}  // namespace pyra
