#include "cli/progress_line.h"

#include <iostream>

namespace pyra {

ProgressLine::ProgressLine(std::int64_t epochs, std::int64_t images_per_epoch)
    : epochs_(epochs), images_per_epoch_(images_per_epoch) {}

AdaptObserver ProgressLine::observer(const Console& console) {
  console.catch_interrupts();
  AdaptObserver result;
  result.say = [&console](const std::string& text) { console.say(text); };
  result.step = [this](const StepResult& done) { step(done); };
  result.epoch = [this](const EpochRecord& record) { epoch(record); };
  result.evaluation = [this](std::int64_t done, std::int64_t total, double top1) { evaluation(done, total, top1); };
  result.stop = console.stop;
  return result;
}

Progress& ProgressLine::line(const std::string& label, std::int64_t total, std::int64_t already_done) {
  if (!line_ || label != label_) {
    line_.reset();
    ProgressOptions options;
    options.already_done = already_done;
    line_ = std::make_unique<Progress>(std::cerr, stderr_is_terminal(), label, total, options);
    label_ = label;
  }
  return *line_;
}

void ProgressLine::step(const StepResult& step) {
  const std::int64_t per_batch = step.batches > 0 ? images_per_epoch_ / step.batches : 0;
  const std::int64_t done = step.epoch * images_per_epoch_ + step.batch * per_batch;
  line("train", epochs_ * images_per_epoch_, done - per_batch)
      .update(done, {{"epoch", std::to_string(step.epoch + 1) + "/" + std::to_string(epochs_)},
                     {"loss", format(step.loss, 3)},
                     {"top1", format(step.top1, 1) + " %"}});
}

void ProgressLine::epoch(const EpochRecord& record) {
  if (!stderr_is_terminal()) {
    line_.reset();
    std::string text = "epoch " + std::to_string(record.epoch + 1) + "/" + std::to_string(epochs_) + "  loss " +
                       format(record.loss, 4) + "  top1 " + format(record.top1, 1) + " %";
    if (record.val_top1) text += "  val top1 " + format(*record.val_top1, 1) + " %";
    std::cerr << text << "  " << format(record.img_per_s, 1) << " img/s  peak " << format(record.peak_rss_mb, 0)
              << " MB\n";
  }
}

void ProgressLine::evaluation(std::int64_t done, std::int64_t total, double top1) {
  Progress& current = line("evaluate", total, 0);
  current.update(done, {{"top1", format(top1, 1) + " %"}});
  if (done >= total) finish();
}

void ProgressLine::finish() {
  if (line_) line_->finish();
  line_.reset();
  label_.clear();
}

}  // namespace pyra
