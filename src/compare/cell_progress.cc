#include "compare/cell_progress.h"

#include <algorithm>
#include <chrono>
#include <ostream>

#include "base/text/numbers.h"
#include "base/text/utf8.h"
#include "show/progress.h"

namespace pyra {
namespace {

constexpr double kRedraw = 0.25;  // seconds

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

CellProgress::CellProgress(std::ostream& out, std::size_t cells, double cost, CellProgressOptions options)
    : out_(out), cells_(cells), cost_left_(cost), options_(std::move(options)) {
  if (!options_.clock) options_.clock = steady_seconds;
  if (!options_.columns) options_.columns = terminal_columns;
}

CellProgress::~CellProgress() {
  try {
    clear();
  } catch (...) {  // a destructor must not throw, and nobody could act on it
  }
}

void CellProgress::start(const std::string& cell, double cost) {
  running_[cell] = {cost, options_.clock()};
  drawn_at_ = -1e9;
  update();
}

void CellProgress::end(const std::string& cell, bool failed, const std::string& outcome) {
  const Running run = running_.at(cell);
  running_.erase(cell);
  const double seconds = options_.clock() - run.since;
  ++done_;
  cost_left_ -= run.cost;
  if (failed) {
    ++failed_;
  } else {
    cost_done_ += run.cost;
    seconds_done_ += seconds;
  }
  const std::string left = done_ < cells_ ? "  ETA " + eta() : "";
  say("[" + std::to_string(done_) + "/" + std::to_string(cells_) + "] " + cell + "  " + outcome + "  in " +
      clock_time(seconds) + left);
}

void CellProgress::restart(const std::string& cell, const std::string& why) {
  running_.erase(cell);
  say(cell + "  starts again from its beginning: " + why);
}

void CellProgress::skip(const std::string& cell, double cost, const std::string& why) {
  ++done_;
  ++failed_;
  cost_left_ -= cost;
  say("[" + std::to_string(done_) + "/" + std::to_string(cells_) + "] " + cell + "  " + why);
}

double CellProgress::remaining() const {
  if (!(seconds_done_ > 0) || !(cost_done_ > 0)) return -1;
  const double rate = cost_done_ / seconds_done_;  // of one cell at a time
  double left = std::max(0.0, cost_left_);
  for (const auto& [name, run] : running_) left -= std::min(run.cost, (options_.clock() - run.since) * rate);
  return std::max(0.0, left) / rate / options_.jobs;
}

std::string CellProgress::eta() const { return clock_time(remaining()); }

void CellProgress::update() {
  if (!options_.terminal || options_.clock() - drawn_at_ < kRedraw) return;
  drawn_at_ = options_.clock();
  std::string text = "compare  " + std::to_string(done_) + "/" + std::to_string(cells_) + " cells";
  if (failed_ > 0) text += "  " + std::to_string(failed_) + " failed";
  text += "  ETA " + eta();
  for (const auto& [name, run] : running_)
    text += "  " + name + " " + clock_time(options_.clock() - run.since);
  const int columns = options_.columns();
  out_ << '\r' << truncate_columns(printable(text), columns > 1 ? static_cast<std::size_t>(columns - 1) : 1)
       << "\x1b[K" << std::flush;
  line_open_ = true;
}

void CellProgress::clear() {
  if (line_open_) out_ << "\r\x1b[K" << std::flush;
  line_open_ = false;
}

void CellProgress::say(const std::string& line) {
  clear();
  out_ << printable(line) << std::endl;
}

}  // namespace pyra
