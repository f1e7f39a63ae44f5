#include "train/training_loop.h"

#include "base/text/numbers.h"
#include "pyra/error.h"

namespace pyra {

TrainingLoop::TrainingLoop(Trainer& trainer, RunPlace place, const LoopObserver& observer, Ranks& ranks)
    : trainer_(trainer),
      place_(std::move(place)),
      observer_(observer),
      ranks_(ranks),
      checkpoint_(place_.path / "last.ckpt") {}

void TrainingLoop::restore() {
  if (ranks_.broadcast(place_.folder && place_.folder->has_checkpoint() ? "restore" : "") == "restore")
    trainer_.restore(checkpoint_, place_.identity);
  else
    note("nothing was saved in " + place_.path.string() + " yet: the run starts from the beginning");
  const TrainerPosition& at = trainer_.position();
  if (at.first_epochs == 0) return;
  const std::string now = std::to_string(trainer_.epochs());
  note("begun for " + std::to_string(at.first_epochs) + " epochs, now for " + now +
       ": the learning rate goes on along the cosine of " + now + " epochs" +
       (trainer_.finished() ? ""
                            : " (epoch " + std::to_string(at.epoch + 1) + ": " +
                                  three_digits(trainer_.learning_rate()) + ")") +
       "; a run begun for that number would have had another rate before");
}

void TrainingLoop::train(const std::function<void(const EpochResult&)>& after_epoch) {
  saved_at_ = std::chrono::steady_clock::now();
  while (!trainer_.finished()) {
    const std::string number = std::to_string(trainer_.position().epoch + 1);
    try {
      run_epoch(after_epoch);
    } catch (const Interrupted&) {
      save();
      throw Interrupted("stopped in epoch " + number + "; " + goes_on(), code::kRunStopped);
    } catch (const RankFailure& failure) {
      if (!place_.folder) throw;
      const std::string why = failure.what();
      if (trainer_.intact())
        save();
      else if (!place_.folder->has_checkpoint())
        throw RankFailure(why +
                          "; the sum of its last step is lost and nothing was saved before: start again");
      throw RankFailure(why + "; " + goes_on() + ", on any number of ranks", code::kRunStopped);
    }
  }
}

void TrainingLoop::run_epoch(const std::function<void(const EpochResult&)>& after_epoch) {
  const auto on_step = [this](const StepResult& step) {
    if (observer_.step) observer_.step(step);
    if (observer_.stop && observer_.stop()) return AfterStep::stop;
    return save_is_due() ? AfterStep::save : AfterStep::go_on;
  };
  const auto epoch = trainer_.run_epoch(on_step, [this] { save(); });
  if (!epoch) throw Interrupted("");
  if (observer_.say) {
    for (const std::string& message : epoch->messages) observer_.say("skipped: " + message);
  }
  after_epoch(*epoch);
  trainer_.next_epoch();
  if (trainer_.finished() || save_is_due()) save();
}

void TrainingLoop::save() {
  if (!place_.folder) return;
  trainer_.save(checkpoint_, place_.identity);
  saved_at_ = std::chrono::steady_clock::now();
}

bool TrainingLoop::save_is_due() const {
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - saved_at_;
  return place_.folder && since.count() > place_.save_seconds;
}

void TrainingLoop::note(const std::string& text) const {
  if (observer_.say) observer_.say("note       " + text);
}

std::string TrainingLoop::goes_on() const {
  return checkpoint_.string() + " is saved: the run goes on from there where it is resumed";
}

}  // namespace pyra
