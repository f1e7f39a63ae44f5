#include "bench/bench_rounds.h"

#include <gtest/gtest.h>

namespace pyra {
namespace {

/// A machine whose calls last as long as the test says.
struct FakeMachine {
  std::vector<double> durations;
  std::size_t call = 0;
  double now = 0;

  std::vector<double> time(const Turn& turn) {
    return time_calls([this] { now += durations.at(call++); }, turn, [this] { return now; });
  }
};

TEST(TimeCalls, AShortFirstCallIsNotCounted) {
  FakeMachine machine{{0.2, 0.125, 0.125, 9}};
  EXPECT_EQ(machine.time({0, 2}), (std::vector<double>{0.125, 0.125}));
}

TEST(TimeCalls, ALongFirstCallCounts) {
  FakeMachine machine{{2, 9}};
  EXPECT_EQ(machine.time({1, 1}), std::vector<double>{2});
}

TEST(TimeCalls, GoesOnUntilBothTimeAndCallsAreReached) {
  FakeMachine machine{{0.125, 0.125, 0.125, 0.125, 9}};
  EXPECT_EQ(machine.time({0.375, 1}).size(), 3U);
  FakeMachine slow{{4, 4, 4, 9}};
  EXPECT_EQ(slow.time({1, 3}).size(), 3U);
}

TEST(TakeTurns, EveryCellInEveryRoundAndTheOrderReverses) {
  std::vector<int> order;
  std::vector<TakeTurn> cells;
  for (int cell = 0; cell < 3; ++cell) {
    cells.push_back([&order, cell] {
      order.push_back(cell);
      return std::vector<double>{static_cast<double>(order.size())};
    });
  }
  int told = 0;
  const auto times = take_turns(cells, 3, [&](std::size_t, const std::vector<double>&) { ++told; });
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 2, 1, 0, 0, 1, 2}));
  EXPECT_EQ(told, 9);
  ASSERT_EQ(times.size(), 3U);
  EXPECT_EQ(times[0], (std::vector<std::vector<double>>{{1}, {6}, {7}}));
  EXPECT_EQ(times[2], (std::vector<std::vector<double>>{{3}, {4}, {9}}));
}

}  // namespace
}  // namespace pyra
