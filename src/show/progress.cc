#include "show/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ostream>

#include "base/text/numbers.h"
#include "base/text/utf8.h"
#include "show/terminal.h"

namespace pyra {
namespace {

constexpr double kRedrawInterval = 0.1;
constexpr double kMarkInterval = 1;  // seconds between two marks
constexpr std::size_t kMarks = 31;

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Three digits at least, but no digits that mean nothing: 4.12, 41.2, 412, 12,345.
std::string rate_text(double rate) { return fixed_number(rate, rate < 10 ? 2 : rate < 100 ? 1 : 0); }

}  // namespace

bool stderr_is_terminal() { return is_terminal(STDERR_FILENO); }

int terminal_columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

Progress::Progress(std::ostream& out, bool terminal, std::string label, std::int64_t total,
                   ProgressOptions options)
    : out_(out), terminal_(terminal), label_(std::move(label)), total_(total), options_(std::move(options)) {
  if (!options_.clock) options_.clock = steady_seconds;
  if (!options_.columns) options_.columns = terminal_columns;
  start_ = drawn_at_ = options_.clock();
  done_ = options_.already_done;
  marks_.emplace_back(start_, done_);
}

Progress::~Progress() {
  try {
    if (line_open_) out_ << std::endl;
  } catch (...) {  // a destructor must not throw, and nobody could act on it
  }
}

void Progress::update(std::int64_t done, Fields fields) {
  if (finished_) return;
  done_ = done;
  fields_ = std::move(fields);
  const double now = options_.clock();
  if (now - marks_.back().first >= kMarkInterval) {
    marks_.emplace_back(now, done);
    if (marks_.size() > kMarks) marks_.pop_front();
  }
  // A terminal shows life at once; a log is spared lines about work that is over in seconds.
  const bool due =
      terminal_ ? !drawn_ || now - drawn_at_ >= kRedrawInterval : now - drawn_at_ >= options_.plain_interval;
  if (due) draw(now, false);
}

void Progress::clear() {
  try {
    if (line_open_) out_ << "\r\x1b[K" << std::flush;
  } catch (const std::ios_base::failure&) {  // as in draw()
  }
  line_open_ = drawn_ = false;
}

void Progress::finish() {
  if (finished_) return;
  finished_ = true;
  draw(options_.clock(), true);
}

double Progress::rate(double now, bool finished) const {
  const auto [since, before] = finished ? std::pair{start_, options_.already_done} : marks_.front();
  const double least = finished ? kRedrawInterval : kMarkInterval;  // less than that says nothing
  return now - since >= least ? static_cast<double>(done_ - before) / (now - since) : 0;
}

std::vector<Progress::Part> Progress::parts(double now, bool finished) const {
  const double rate = this->rate(now, finished);
  const bool bounded = total_ > 0 && done_ <= total_;
  const int least = static_cast<int>(fields_.size()) + 3;
  std::vector<Part> parts{{label_, 0, true}};
  parts.push_back({grouped(done_) + (total_ > 0 ? "/" + grouped(total_) : "") + " " + options_.unit,
                   bounded ? least + 1 : 1});
  if (bounded && (!finished || done_ == total_))
    parts.push_back({std::to_string(100 * done_ / total_) + " %", 1, true});
  if (finished) {
    parts.push_back({"in " + clock_time(now - start_), 2});
  } else if (bounded && rate > 0) {
    parts.push_back({"ETA " + clock_time(static_cast<double>(total_ - done_) / rate), 2});
  }
  if (rate > 0) parts.push_back({rate_text(rate) + " " + options_.unit + "/s", 3});
  int rank = 3;
  for (const auto& [name, value] : fields_) parts.push_back({name + " " + value, ++rank});
  for (Part& part : parts) part.text = printable(part.text);
  return parts;
}

std::string Progress::line(double now, bool finished) const {
  std::vector<Part> kept = parts(now, finished);
  if (terminal_) {
    // One column stays free: some terminals wrap when the last one is written.
    const auto room = static_cast<std::size_t>(std::max(2, options_.columns()) - 1);
    const auto columns = [&] {
      std::size_t sum = 0;
      for (const Part& part : kept) sum += display_columns(part.text) + (sum > 0 ? 2 : 0);
      return sum;
    };
    while (kept.size() > 1 && columns() > room) {
      kept.erase(std::max_element(kept.begin(), kept.end(),
                                  [](const Part& a, const Part& b) { return a.rank < b.rank; }));
    }
    if (kept.size() == 1) kept.front().text = truncate_columns(kept.front().text, room);
  }
  std::string text;
  for (const Part& part : kept) {
    text += text.empty() ? "" : "  ";
    text +=
        part.stands_out ? inked(part.text, finished ? Ink::green : Ink::bold, options_.colours) : part.text;
  }
  return text;
}

void Progress::draw(double now, bool finished) {
  drawn_ = true;
  drawn_at_ = now;
  try {
    const std::string text = line(now, finished);
    if (!terminal_) {
      out_ << text << std::endl;
      return;
    }
    out_ << '\r' << text << "\x1b[K";  // which clears what was longer
    if (finished) out_ << '\n';
    line_open_ = !finished;
    out_ << std::flush;
  } catch (const std::ios_base::failure&) {  // a closed log must not stop the work
  }
}

}  // namespace pyra
