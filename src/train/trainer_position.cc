#include "train/trainer_position.h"

#include <nlohmann/json.hpp>

#include "base/json/json_record.h"
#include "base/json/json_text.h"

namespace pyra {
namespace {

template <class Position, class Visit>
void visit_fields(Position& position, Visit&& visit) {
  visit("epoch", position.epoch);
  visit("batch", position.batch);
  visit("loss_sum", position.loss_sum);
  visit("seconds", position.seconds);
}

/// Those that some version or kind of run did not write.
template <class Position, class Visit>
void visit_later_fields(Position& position, Visit&& visit) {
  visit("correct", position.running);  // its name from when all tasks had classes
  visit("images", position.images);
  visit("steps", position.steps);
  visit("epoch_seconds", position.epoch_seconds);
  visit("skipped", position.skipped);
  visit("first_epochs", position.first_epochs);
}

}  // namespace

TrainerPosition TrainerPosition::next_epoch() const {
  TrainerPosition next;
  next.epoch = epoch + 1;
  next.steps = steps;
  next.seconds = seconds;
  next.first_epochs = first_epochs;
  return next;
}

std::string position_to_json(const TrainerPosition& position) {
  nlohmann::json json;
  visit_fields(position, WriteFields(json));
  visit_later_fields(position, WriteFields(json));
  return json_text(json);
}

TrainerPosition position_from_json(const std::string& text, std::int64_t batch) {
  const auto json = parse_json(text, "the text");
  TrainerPosition position;
  visit_fields(position, ReadFields(json));
  visit_later_fields(position, [&](const char* name, auto& to) {
    if (json.contains(name)) read_field(json, name, to);
  });
  if (!json.contains("images")) {  // a compensator's run up to 0.2.0 summed over the steps of the epoch
    std::int64_t steps = position.batch;
    if (json.contains("epoch_steps")) read_field(json, "epoch_steps", steps);
    position.images = steps * batch;
    position.loss_sum *= static_cast<double>(batch);
  }
  return position;
}

}  // namespace pyra
