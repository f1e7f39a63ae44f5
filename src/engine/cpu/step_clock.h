// Where the time of one pass goes, by kind of step.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "pyra/engine.h"

namespace pyra {

/// Measures only when asked to: a pass without a profile pays one comparison a step.
class StepClock {
 public:
  explicit StepClock(std::vector<StepTime>* into) : into_(into) { restart(); }

  /// Books the time since the last call under `step`, with the multiply-adds that it ran.
  void book(std::string_view step, double macs = 0) {
    if (into_ == nullptr) return;
    add(step, since_last(), macs / 1e9);
    restart();
  }
  /// Books the time since the last call, during which threads went side by side and each booked its own: in
  /// proportion.
  void book_shares(const std::vector<std::vector<StepTime>>& spent) {
    if (into_ == nullptr) return;
    double all = 0;
    for (const auto& steps : spent) {
      for (const StepTime& step : steps) all += step.ms;
    }
    const double share = all > 0 ? since_last() / all : 0;
    for (const auto& steps : spent) {
      for (const StepTime& step : steps) add(step.step, step.ms * share, step.gmac);
    }
    restart();
  }
  bool runs() const { return into_ != nullptr; }

 private:
  using Clock = std::chrono::steady_clock;
  double since_last() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - last_).count();
  }
  void add(std::string_view step, double ms, double gmac) {
    StepTime* entry = nullptr;
    for (StepTime& known : *into_) {
      if (known.step == step) entry = &known;
    }
    if (entry == nullptr) entry = &into_->emplace_back(StepTime{std::string(step), 0, 0});
    entry->ms += ms;
    entry->gmac += gmac;
  }
  void restart() {
    if (into_ != nullptr) last_ = Clock::now();
  }

  std::vector<StepTime>* into_;
  Clock::time_point last_;
};

}  // namespace pyra
