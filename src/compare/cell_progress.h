// How far the cells have come: a line for each that ends, and one redrawn line on a terminal.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <string>

namespace pyra {

struct CellProgressOptions {
  bool terminal = false;  // whether a line can be redrawn
  int jobs = 1;
  std::function<double()> clock;  // seconds, never going back; empty: the steady clock
  std::function<int()> columns;   // of the terminal; empty: terminal_columns()
};

/// Not thread-safe. Costs are in units that only ratios of matter.
class CellProgress {
 public:
  CellProgress(std::ostream& out, std::size_t cells, double cost, CellProgressOptions options);
  ~CellProgress();
  CellProgress(const CellProgress&) = delete;
  CellProgress& operator=(const CellProgress&) = delete;

  void start(const std::string& cell, double cost);
  /// `outcome`: "top-1 61.20 %", or what went wrong.
  void end(const std::string& cell, bool failed, const std::string& outcome);
  /// A cell that will be started again from its beginning.
  void restart(const std::string& cell, const std::string& why);
  /// A cell that could not even start.
  void skip(const std::string& cell, double cost, const std::string& why);
  /// Draws on a terminal, at most a few times a second.
  void update();
  /// A line of its own.
  void say(const std::string& line);
  /// Seconds until the last cell ends, from the time that cost took so far; negative while nothing is known.
  double remaining() const;

 private:
  struct Running {
    double cost, since;
  };
  void clear();
  std::string eta() const;

  std::ostream& out_;
  std::size_t cells_, done_ = 0, failed_ = 0;
  double cost_left_, cost_done_ = 0, seconds_done_ = 0, drawn_at_ = -1e9;
  CellProgressOptions options_;
  std::map<std::string, Running> running_;
  bool line_open_ = false;
};

}  // namespace pyra
