// The grammar of --schedule.

#include <cctype>
#include <charconv>
#include <cmath>
#include <sstream>

#include "base/text/words.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "schedules/schedule_file.h"
#include "schedules/schedule_shapes.h"

namespace pyra {
namespace {

constexpr const char* kGrammar =
    "expected none, low, high, r=N, speedup=X, latency-ms=X, a list of rates such as 16x11,10 or a file of "
    "pyra schedule (.json)";

[[noreturn]] void refuse(const std::string& spelling, const std::string& why) {
  throw InputError("schedule '" + spelling + "': " + why + "; " + kGrammar +
                   did_you_mean(spelling, {"none", "low", "high", "elastic"}));
}

std::int64_t whole_number(const std::string& text, const std::string& spelling) {
  std::int64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size() || text.empty()) {
    refuse(spelling, "'" + text + "' is not a whole number");
  }
  return value;
}

double positive_number(const std::string& text, const std::string& spelling) {
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value <= 0) {
    refuse(spelling, "'" + text + "' is not a positive number");
  }
  return value;
}

std::vector<std::int64_t> parse_list(const std::string& spelling, std::int64_t depth) {
  std::vector<std::int64_t> rates;
  std::stringstream stream(spelling);
  for (std::string item; std::getline(stream, item, ',');) {
    const auto times = item.find('x');
    const std::int64_t rate = whole_number(item.substr(0, times), spelling);
    const std::int64_t count =
        times == std::string::npos ? 1 : whole_number(item.substr(times + 1), spelling);
    if (count < 1) refuse(spelling, "the count in '" + item + "' is not positive");
    if (count > depth - static_cast<std::int64_t>(rates.size())) {
      refuse(spelling, "has more rates than the backbone has blocks (" + std::to_string(depth) + ")");
    }
    rates.insert(rates.end(), static_cast<std::size_t>(count), rate);
  }
  if (rates.empty() || spelling.back() == ',') refuse(spelling, "a rate is missing");
  return rates;
}

/// The paper's uniform shape up to its own `low`, its steep one from `high` on, and a blend between.
double steepness_for(double speedup) {
  const double low = paper_speedup(PaperRate::low);
  const double high = paper_speedup(PaperRate::high);
  return std::fmin(1.0, std::fmax(0.0, (speedup - low) / (high - low)));
}

Schedule named(const std::string& spelling, PaperRate rate, const VitConfig& config) {
  if (const auto rates = paper_rates(rate, config)) return make_schedule(spelling, *rates, config);
  const double steepness = rate == PaperRate::high ? 1.0 : 0.0;
  Schedule schedule = make_schedule(spelling, fit_rates(steepness, paper_speedup(rate), config), config);
  std::ostringstream note;
  note.precision(3);
  note << "the paper has no '" << spelling << "' schedule for " << config.depth << " blocks and "
       << config.tokens() << " tokens; its shape was fitted: " << spell_rates(schedule.rates) << ", "
       << schedule.speedup() << "x fewer MACs (paper's ViT-B: " << paper_speedup(rate) << "x)";
  schedule.notes.push_back(note.str());
  return schedule;
}

Schedule with_speedup(const std::string& spelling, double speedup, const VitConfig& config) {
  if (speedup < 1) refuse(spelling, "a speed-up is at least 1");
  Schedule schedule = make_schedule(spelling, fit_rates(steepness_for(speedup), speedup, config), config);
  if (std::abs(schedule.speedup() / speedup - 1) > 0.03) {
    std::ostringstream best;
    best.precision(3);
    best << "cannot be met within 3 %; the closest that this backbone reaches is speedup="
         << schedule.speedup();
    refuse(spelling, best.str());
  }
  return schedule;
}

Schedule with_latency(const std::string& spelling, double milliseconds, const VitConfig& config,
                      const MeasureLatency& measure) {
  if (!measure) refuse(spelling, "a latency can only be asked for where the model is at hand to be timed");
  const auto rates_at = [&](double speedup) { return fit_rates(steepness_for(speedup), speedup, config); };
  double slow = 1, fast = 8;  // ratios of MACs
  const double reachable = measure(rates_at(fast));
  if (reachable > milliseconds) {
    refuse(spelling, "out of reach: the fastest schedule takes " + std::to_string(reachable) + " ms here");
  }
  if (measure(rates_at(slow)) <= milliseconds) fast = slow;
  for (int step = 0; step < 8 && fast - slow > 0.02; ++step) {
    const double middle = 0.5 * (slow + fast);
    (measure(rates_at(middle)) > milliseconds ? slow : fast) = middle;
  }
  return make_schedule(spelling, rates_at(fast), config);
}

/// Spelled by its rates: what is trained with it must not need the file again.
Schedule found_schedule(const std::string& file, const VitConfig& config) {
  FoundSchedule found = read_schedule_file(file, config);
  Schedule schedule = make_schedule(spell_rates(found.rates), found.rates, config);
  schedule.found = std::move(found.origin);
  return schedule;
}

}  // namespace

Schedule parse_schedule(const std::string& spelling, const VitConfig& config, const MeasureLatency& measure) {
  const auto value_of = [&](const std::string& key) { return spelling.substr(key.size()); };
  if (spelling == "none") return make_schedule(spelling, {}, config);
  if (spelling == "low") return named(spelling, PaperRate::low, config);
  if (spelling == "high") return named(spelling, PaperRate::high, config);
  if (spelling == "elastic")
    refuse(spelling, "that is how an adapter is trained (pyra adapt); name the rate to run at");
  if (spelling.starts_with("r=")) {
    const std::int64_t rate = whole_number(value_of("r="), spelling);
    return make_schedule(spelling, std::vector<std::int64_t>(static_cast<std::size_t>(config.depth), rate),
                         config);
  }
  if (spelling.starts_with("speedup=")) {
    return with_speedup(spelling, positive_number(value_of("speedup="), spelling), config);
  }
  if (spelling.starts_with("latency-ms=")) {
    return with_latency(spelling, positive_number(value_of("latency-ms="), spelling), config, measure);
  }
  if (spelling.ends_with(".json")) return found_schedule(spelling, config);
  const bool of_numbers =
      !spelling.empty() &&
      (std::isdigit(static_cast<unsigned char>(spelling.front())) != 0 || spelling.front() == '-');
  if (!of_numbers) refuse(spelling, "there is none of that name");
  return make_schedule(spelling, parse_list(spelling, config.depth), config);
}

}  // namespace pyra
