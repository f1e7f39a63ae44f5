#include "train/adapt_setup.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>

#include "adapt/initialise.h"
#include "architecture/head/of_head.h"
#include "deploy/found_schedule.h"
#include "methods/list.h"
#include "model/load.h"
#include "pyra/error.h"
#include "recipes/unused_fields.h"
#include "reducers/list.h"
#include "schedules/training_schedule.h"
#include "train/losses/task_loss.h"
#include "train/teacher.h"

namespace pyra {
namespace {

/// The backbone's weights, without a head, into a model whose own is of another task and stays fresh.
void load_backbone_weights(const Vit& model, const Backbone& backbone) {
  load_parameters(select(model.parameters(), is_pretrained), backbone.tensors);
}

std::string preprocessing_note(const Preprocessing& preprocessing, const Backbone& backbone) {
  return "preprocessing: " + describe(preprocessing) + " (mean and std: " + backbone.preprocessing_source +
         ")";
}

/// Weights that serve one schedule alone cannot be elastic, and neither can nothing.
bool can_be_elastic(const Reducer& reducer) {
  return reducer.merges && (!reducer.bound_to_schedule || reducer.nested);
}

void check_elastic(const std::string& name) {
  const Reducer& reducer = find_reducer(name);
  if (can_be_elastic(reducer)) return;
  throw InputError("schedule elastic with reducer '" + name + "': " +
                       (reducer.merges ? "its weights serve the one schedule that they were trained at"
                                       : "it keeps every token") +
                       "; take one of " + names_of_reducers(can_be_elastic),
                   code::kScheduleElastic);
}

std::vector<std::vector<std::int64_t>> taught_schedules(const TrainingSchedule& training,
                                                        const Recipe& recipe) {
  if (training.elastic()) return training.drawn;
  if (recipe.distil <= 0) return {};
  if (!training.schedule.merges())
    throw InputError("distil = " + std::to_string(recipe.distil) + ": nothing merges at schedule '" +
                         training.schedule.spelling + "', so there is nothing to distil",
                     code::kDistilIdle);
  return {training.schedule.rates};
}

}  // namespace

AdaptSetup prepare_adapt(const AdaptRequest& request) {
  check_recipe(request.recipe);
  AdaptData data =
      read_adapt_data(request);  // before a backbone of gigabytes: what is wrong with folders is said at once
  Backbone backbone = read_backbone(request.backbone, request.backbone_overrides);
  const Preprocessing preprocessing = resolve_preprocessing(request.recipe, backbone.preprocessing);
  fit_positions(backbone, preprocessing);
  take_off_head(backbone.tensors, backbone.config);
  VitConfig config = backbone.config;
  config.classes = static_cast<std::int64_t>(data.train.class_names.size());

  TrainingSchedule training = parse_training_schedule(
      request.recipe.schedule, config,
      [&](const std::vector<std::int64_t>& rates) { return measure_latency_ms(config, rates); });
  Tuning tuning;
  tuning.method = request.recipe.method;
  tuning.width = request.recipe.width > 0 ? request.recipe.width : default_width(config.dim);
  tuning.dropout = request.recipe.adapter_dropout;
  tuning.drop_path = request.recipe.drop_path;
  tuning.reducer = request.recipe.reducer;
  if (training.elastic()) check_elastic(tuning.reducer);
  if (!find_reducer(tuning.reducer).merges) training = {make_schedule("none", {}, config), {}, {}};
  check_found_for(training.schedule, backbone.fingerprint, tuning.reducer);
  tuning.rates = training.schedule.rates;
  tuning.trained_rates = training.trained_rates;

  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(request.recipe.seed);
  Vit model = assemble(config, tuning, random);
  load_backbone_weights(model, backbone);
  initialise_vit(select(model.parameters(), [](Role role) { return role == Role::head; }), random);
  ParameterList trainable = freeze(model, tuning);

  std::vector<std::string> notes = backbone.assumptions;
  notes.push_back(preprocessing_note(preprocessing, backbone));
  notes.insert(notes.end(), training.schedule.notes.begin(), training.schedule.notes.end());
  for (std::string& note : notes_on_unused_fields(request.recipe)) notes.push_back(std::move(note));
  for (std::string& note : notes_on(data, request.recipe)) notes.push_back(std::move(note));
  AdaptSetup setup{
      config,          backbone.fingerprint, preprocessing,        training.schedule, {}, {}, tuning,
      std::move(data), std::move(model),     std::move(trainable), std::move(notes)};
  if (const auto scale = find_trained_task(setup.data.train.task).scale)
    setup.scale = scale(setup.data.train);
  if (request.teacher) {
    if (training.elastic())
      throw InputError(
          "a teacher and schedule elastic: an elastic adapter is its own teacher; leave one of them out",
          code::kTeacherElastic);
    setup.teacher = read_teacher(*request.teacher, setup.data.train, preprocessing);
    setup.notes.push_back(
        go_on_from(*request.teacher, setup.trainable, tuning, setup.scale, backbone.fingerprint));
  } else {
    setup.taught = taught_schedules(training, request.recipe);
  }
  if (training.elastic()) setup.elastic_to = setup.schedule.rates;
  return setup;
}

double measure_latency_ms(const VitConfig& config, const std::vector<std::int64_t>& rates) {
  Tuning tuning;
  tuning.reducer = fallback_reducer().name;
  tuning.rates = rates;
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(0);
  const at::NoGradGuard no_grad;
  const Vit model = assemble(config, tuning, random);
  initialise_vit(model.parameters(), random);
  const at::Tensor image = at::empty({1, 3, config.image_height, config.image_width}).normal_(0, 1, random);
  std::vector<double> times;
  for (int run = 0; run < 9; ++run) {
    const auto start = std::chrono::steady_clock::now();
    model.forward(image, Pass{});
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace pyra
