#include "api/model.h"

#include <vector>

#include "api/log.h"
#include "pyra/error.h"
#include "pyra/probabilities.h"
#include "pyra/schedule.h"

namespace pyra {
namespace {

/// What was loaded and what was assumed, for the log.
void tell(const Log& log, const pyra_model& model, const std::string& name, const std::string& precision,
          const std::string& device, const std::vector<std::string>& notes) {
  const InferenceModel& m = model.described;
  log.say(name + ": " + std::to_string(m.config.classes) + " classes, pictures of " +
          std::to_string(m.config.image_height) + "x" + std::to_string(m.config.image_width) + ", reducer " +
          m.reducer + ", schedule " + m.schedule + " (" + spell_rates(m.rates) + "), " + precision + " on " +
          device);
  for (const std::string& note : notes) log.say(name + ": " + note);
  if (m.class_names.empty()) log.say(name + ": the file names no classes; they have their numbers alone");
}

/// Kernels are built now, and what cannot run here fails now: a picture black but for the normalisation.
void try_once(const Runner& runner) {
  const std::vector<float> picture(static_cast<std::size_t>(runner.image_numbers()));
  std::vector<float> logits(static_cast<std::size_t>(runner.classes()));
  runner.run(picture, 1, logits);
}

/// Empty where there is nowhere to write to.
std::span<float> rows_at(float* first, std::int64_t batch, std::int64_t each) {
  return first != nullptr ? std::span(first, static_cast<std::size_t>(batch * each)) : std::span<float>();
}

void check_free_schedules(const pyra_model& model, const std::string& asked) {
  if (model.gpu == nullptr || asked == model.described.schedule) return;
  throw InputError("schedule " + asked + " in a call: on the GPU a model runs at the one it was loaded at, " +
                       model.described.schedule + "; load it once more at the other, or on the CPU",
                   code::kDeviceUnable);
}

}  // namespace

std::unique_ptr<pyra_model> make_model(InferenceModel model, const std::string& name,
                                       const pyra_options& options) {
  std::vector<std::string> notes;
  const bool force = options.force_schedule != 0;
  if (options.schedule != nullptr) notes = set_schedule(model, options.schedule, force);
  const std::string dtype = options.dtype != nullptr ? options.dtype : "f32",
                    device = options.device != nullptr ? options.device : "cpu";
  const Precision precision = parse_precision(dtype);
  const Device where = parse_device(device);
  auto loaded = std::make_unique<pyra_model>();
  if (where.cuda)
    loaded->gpu = make_runner(model, precision, where);
  else
    loaded->engines =
        std::make_unique<ScheduledEngines>(model, precision, EngineOptions{options.threads, {}}, force);
  model.tensors.clear();
  loaded->transform = make_eval_transform(model.preprocessing);
  loaded->described = std::move(model);
  try_once(loaded->runner());
  tell(current_log(), *loaded, name, dtype, device, notes);
  return loaded;
}

void run_call(const pyra_model& model, const float* images, std::int64_t batch, const pyra_call& call) {
  if (call.logits == nullptr && call.probabilities == nullptr && call.features == nullptr)
    throw InputError("the call asks for nothing; expected logits, probabilities or features");
  std::shared_ptr<const Engine> chosen;
  if (call.schedule != nullptr) {
    check_free_schedules(model, call.schedule);
    if (model.engines != nullptr) chosen = model.engines->at(call.schedule);
  }
  const Runner& runner = chosen != nullptr ? *chosen : model.runner();
  runner.check_batch(batch);
  if (call.probabilities != nullptr)
    to_probabilities(model.described, {}, {});  // refused before anything runs
  // Probabilities take the place of the logits where those are not wanted.
  float* const scores = call.logits != nullptr ? call.logits : call.probabilities;
  const RunResults results{rows_at(scores, batch, runner.classes()),
                           rows_at(call.features, batch, runner.features())};
  runner.run({images, static_cast<std::size_t>(batch * runner.image_numbers())}, batch, results);
  if (call.probabilities != nullptr)
    to_probabilities(model.described, results.logits, rows_at(call.probabilities, batch, runner.classes()));
}

}  // namespace pyra
