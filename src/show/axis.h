// Ranges and tick positions that people find round.
#pragma once

#include <string>
#include <vector>

namespace pyra {

/// Values beyond this are left out of plots, like NaN: their differences could overflow.
bool drawable(double value);

struct AxisOptions {
  int ticks = 5;          // about so many
  bool integers = false;  // epochs, counts: no tick between whole numbers
  bool outward = true;    // widen the range to whole steps; otherwise it stays as the data have it
};

struct Axis {
  double low = 0, high = 1;  // low < high
  double step = 0.5;
  std::vector<double> ticks;  // multiples of step inside [low, high]

  /// Where `value` lies between the coordinates `from` (at low) and `to` (at high).
  double place(double value, double from, double to) const;
  std::string label(double tick) const;
};

/// `low` and `high` must be drawable; equal ones get room on both sides.
Axis make_axis(double low, double high, const AxisOptions& options = {});

/// The smallest and largest drawable value seen.
class Extent {
 public:
  void add(double value);
  bool empty() const { return low_ > high_; }
  double low() const { return low_; }
  double high() const { return high_; }

 private:
  double low_ = 1, high_ = 0;
};

}  // namespace pyra
