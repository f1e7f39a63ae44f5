#include "bench/other_work.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace pyra {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

double own_seconds() {
  double sum = 0;
  for (const int whose : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    if (getrusage(whose, &used) == 0) sum += seconds(used.ru_utime) + seconds(used.ru_stime);
  }
  return sum;
}

}  // namespace

OtherWork::OtherWork(std::filesystem::path stat) : stat_(std::move(stat)), before_(now()) {}

std::optional<OtherWork::Counters> OtherWork::now() const {
  std::ifstream file(stat_);
  std::string word;
  double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0,
         steal = 0;  // of all processors, in ticks
  if (!(file >> word >> user >> nice >> system >> idle >> waiting >> irq >> softirq >> steal) ||
      word != "cpu")
    return {};
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double busy = user + nice + system + irq + softirq + steal;
  return Counters{busy / ticks, (busy + idle + waiting) / ticks, own_seconds()};
}

std::optional<double> OtherWork::share() const {
  const std::optional<Counters> after = now();
  if (!before_ || !after || after->all <= before_->all) return {};
  const double others = after->busy - before_->busy - (after->own - before_->own);
  return std::clamp(others / (after->all - before_->all), 0.0, 1.0);
}

}  // namespace pyra
