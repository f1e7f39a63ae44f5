#include "cli/train/progress_line.h"

#include <iostream>

#include "cli/progress_options.h"
#include "tasks/metric_text.h"

namespace pyra {

AdaptObserver ProgressLine::observer(const Console& console) {
  console.catch_interrupts();
  AdaptObserver result;
  result.say = [this, &console](const std::string& text) {
    clear();
    console.say(text);
  };
  result.step = [this](const StepResult& done) { step(done); };
  result.epoch = [this](const EpochRecord& record) { epoch(record); };
  result.evaluation = [this](std::int64_t done, std::int64_t total, const Metric& so_far) {
    evaluation(done, total, so_far);
  };
  result.stop = console.stop;
  return result;
}

void ProgressLine::step(const StepResult& step) {
  const std::int64_t done = step.images_done();
  // The first step was done before the clock began.
  if (!training_)
    training_.emplace(std::cerr, stderr_is_terminal(), "train", epochs_ * step.images,
                      progress_options("img", done));
  training_->update(done, {{"epoch", std::to_string(step.epoch + 1) + "/" + std::to_string(epochs_)},
                           {"loss", format(step.loss, 3)},
                           {"training " + task_.running.title, running_text(step.running)}});
}

void ProgressLine::epoch(const EpochRecord& record) {
  clear();
  std::string text = "epoch " + std::to_string(record.epoch + 1) + "/" + std::to_string(epochs_) + "  loss " +
                     format(record.loss, 4) + "  training " + task_.running.title + " " +
                     running_text(record.running);
  if (record.val_loss) {
    const Metric metric = record.validated(task_.deciding());
    text += "  validation " + metric.title + " " + metric_value(metric, 1);
  }
  std::cerr << text << "  " << format(record.img_per_s, 1) << " img/s  peak " << format(record.peak_rss_mb, 0)
            << " MB\n";
  if (training_ && record.epoch + 1 == epochs_) training_->finish();
}

std::string ProgressLine::running_text(double value) const {
  return metric_value(with_value(task_.running, value), 1);
}

void ProgressLine::evaluation(std::int64_t done, std::int64_t total, const Metric& so_far) {
  if (training_) training_->clear();
  if (!evaluation_)
    evaluation_.emplace(std::cerr, stderr_is_terminal(), "evaluate", total, progress_options("img"));
  evaluation_->update(done, {{so_far.title, metric_value(so_far, 1)}});
  if (done < total) return;
  evaluation_->clear();  // what it came to is told elsewhere
  evaluation_.reset();
}

void ProgressLine::clear() {
  if (training_) training_->clear();
  if (evaluation_) evaluation_->clear();
}

void ProgressLine::finish() {
  clear();
  evaluation_.reset();
  training_.reset();
}

}  // namespace pyra
