// How far long work has come: one line redrawn on a terminal, an occasional line in a log.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace pyra {

/// Whether standard error is a terminal that can redraw a line.
bool stderr_is_terminal();
/// Columns of the terminal at standard error; 80 where it does not say.
int terminal_columns();

struct ProgressOptions {
  double plain_interval = 10;     // seconds between lines where the output is no terminal
  std::string unit = "img";       // what `done` counts
  std::int64_t already_done = 0;  // where a resumed run starts: not counted in the rate
  std::function<double()> clock;  // seconds, never going back; empty: the steady clock
  std::function<int()> columns;   // width of a line on a terminal; empty: terminal_columns()
  bool colours = false;
};

/// Prints `train  120/320 img  37 %  ETA 0:42  41.2 img/s  epoch 3/10  loss 1.234`. Where a terminal is too
/// narrow, whole parts are left out: the counts, then what comes last. The rate is that of the last half
/// minute, and not told in the first second. Not thread-safe. Never throws because of the stream.
class Progress {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;  // "loss", "1.234"

  /// `out` must outlive this. `total` <= 0: unknown, so no ETA.
  Progress(std::ostream& out, bool terminal, std::string label, std::int64_t total,
           ProgressOptions options = {});
  /// Ends a half-drawn line, so that an error message starts on its own.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Cheap: draws at most 10 times a second on a terminal, every `plain_interval` seconds elsewhere.
  void update(std::int64_t done, Fields fields = {});
  /// Takes the line off a terminal, so that something else can be printed; update() draws it again.
  void clear();
  /// Prints the last line, with the time taken in place of the ETA. Further calls do nothing.
  void finish();

 private:
  struct Part {
    std::string text;
    int rank;  // the highest is left out first
    bool stands_out = false;
  };
  std::vector<Part> parts(double now, bool finished) const;
  std::string line(double now, bool finished) const;
  double rate(double now, bool finished) const;
  void draw(double now, bool finished);

  std::ostream& out_;
  bool terminal_;
  std::string label_;
  std::int64_t total_;
  ProgressOptions options_;
  double start_, drawn_at_;
  std::int64_t done_;
  std::deque<std::pair<double, std::int64_t>> marks_;  // when so many were done: the last half minute
  Fields fields_;
  bool line_open_ = false, finished_ = false, drawn_ = false;
};

}  // namespace pyra
