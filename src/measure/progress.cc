#include "pyra/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ostream>
#include <string_view>

#include "measure/numbers.h"
#include "measure/utf8.h"

namespace pyra {
namespace {

constexpr double kRedrawInterval = 0.1;

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Three digits at least, but no digits that mean nothing: 4.12, 41.2, 412, 12,345.
std::string rate_text(double rate) { return fixed_number(rate, rate < 10 ? 2 : rate < 100 ? 1 : 0); }

}  // namespace

bool stderr_is_terminal() {
  const char* kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

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
  // A terminal shows life at once; a log is spared lines about work that is over in seconds.
  const bool due =
      terminal_ ? !drawn_ || now - drawn_at_ >= kRedrawInterval : now - drawn_at_ >= options_.plain_interval;
  if (due) draw(now, false);
}

void Progress::finish() {
  if (finished_) return;
  finished_ = true;
  draw(options_.clock(), true);
}

std::string Progress::line(double now, bool finished) const {
  std::string text = label_ + "  " + grouped(done_);
  if (total_ > 0) text += "/" + grouped(total_);
  text += " " + options_.unit;
  const double elapsed = now - start_;
  const double rate = elapsed > 0 ? static_cast<double>(done_ - options_.already_done) / elapsed : 0;
  if (rate > 0) text += "  " + rate_text(rate) + " " + options_.unit + "/s";
  for (const auto& [name, value] : fields_) text += "  " + name + " " + value;
  if (finished) {
    text += "  in " + clock_time(elapsed);
  } else if (total_ > 0 && rate > 0 && done_ <= total_) {
    text += "  ETA " + clock_time(static_cast<double>(total_ - done_) / rate);
  }
  return printable(text);
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
    // One column stays free: some terminals wrap when the last one is written. \x1b[K clears what was longer.
    const int columns = options_.columns();
    out_ << '\r' << truncate_columns(text, columns > 1 ? static_cast<std::size_t>(columns - 1) : 1)
         << "\x1b[K";
    if (finished) out_ << '\n';
    line_open_ = !finished;
    out_ << std::flush;
  } catch (const std::ios_base::failure&) {  // a closed log must not stop the work
  }
}

}  // namespace pyra
