// Where the time of one pass goes, by kind of step.
#pragma once

#include <chrono>
#include <string_view>

#include "pyra/engine.h"

namespace pyra {

/// Measures only when asked to: a pass without a profile pays one comparison a step.
class StepClock {
 public:
  explicit StepClock(std::vector<StepTime>* into) : into_(into) { restart(); }

  /// Books the time since the last call under `step`, with the multiply-adds that it ran.
  void book(std::string_view step, double macs = 0) {
    if (into_ == nullptr) return;
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - last_).count();
    StepTime* entry = nullptr;
    for (StepTime& known : *into_) {
      if (known.step == step) entry = &known;
    }
    if (entry == nullptr) entry = &into_->emplace_back(StepTime{std::string(step), 0, 0});
    entry->ms += ms;
    entry->gmac += macs / 1e9;
    restart();
  }

 private:
  using Clock = std::chrono::steady_clock;
  void restart() {
    if (into_ != nullptr) last_ = Clock::now();
  }

  std::vector<StepTime>* into_;
  Clock::time_point last_;
};

}  // namespace pyra
