#include "train/adapt_setup.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>

#include "adapt/initialise.h"
#include "adapt/registry.h"
#include "model/load.h"

namespace pyra {
namespace {

/// The backbone's weights into a model whose head is of another task and stays fresh.
void load_backbone_weights(const Vit& model, const Backbone& backbone) {
  TensorMap tensors = backbone.tensors;
  std::erase_if(tensors, [](const auto& entry) { return entry.first.starts_with("head"); });
  load_parameters(select(model.parameters(), is_pretrained), tensors);
}

std::string preprocessing_note(const Preprocessing& preprocessing, const Backbone& backbone) {
  return "preprocessing: " + describe(preprocessing) + " (mean and std: " + backbone.preprocessing_source + ")";
}

}  // namespace

AdaptSetup prepare_adapt(const AdaptRequest& request) {
  check_recipe(request.recipe);
  Backbone backbone = read_backbone(request.backbone, request.backbone_overrides);
  const Preprocessing preprocessing = resolve_preprocessing(request.recipe, backbone.preprocessing);
  if (preprocessing.crop_height != backbone.config.image_height ||
      preprocessing.crop_width != backbone.config.image_width) {
    resize_pos_embed(backbone, preprocessing.crop_height, preprocessing.crop_width);
  }
  AdaptData data = read_adapt_data(request);
  VitConfig config = backbone.config;
  config.classes = static_cast<std::int64_t>(data.train.class_names.size());

  Schedule schedule = parse_schedule(request.recipe.schedule, config, [&](const std::vector<std::int64_t>& rates) {
    return measure_latency_ms(config, rates);
  });
  Method method;
  method.adapter = request.recipe.method;
  method.width = request.recipe.width > 0 ? request.recipe.width : default_width(config.dim);
  method.dropout = request.recipe.adapter_dropout;
  method.drop_path = request.recipe.drop_path;
  method.reducer = request.recipe.reducer;
  if (method.reducer == "none") schedule = make_schedule("none", {}, config);
  method.rates = schedule.rates;

  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(request.recipe.seed);
  Vit model = assemble(config, method, random);
  load_backbone_weights(model, backbone);
  initialise_vit(select(model.parameters(), [](Role role) { return role == Role::head; }), random);
  ParameterList trainable = freeze(model, method);

  std::vector<std::string> notes = backbone.assumptions;
  notes.push_back(preprocessing_note(preprocessing, backbone));
  notes.insert(notes.end(), schedule.notes.begin(), schedule.notes.end());
  return {config,          backbone.fingerprint, preprocessing,        std::move(schedule), method,
          std::move(data), std::move(model),     std::move(trainable), std::move(notes)};
}

double measure_latency_ms(const VitConfig& config, const std::vector<std::int64_t>& rates) {
  Method method;
  method.reducer = "tome";
  method.rates = rates;
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(0);
  const at::NoGradGuard no_grad;
  const Vit model = assemble(config, method, random);
  initialise_vit(model.parameters(), random);
  const at::Tensor image = at::empty({1, 3, config.image_height, config.image_width}).normal_(0, 1, random);
  std::vector<double> times;
  for (int run = 0; run < 9; ++run) {
    const auto start = std::chrono::steady_clock::now();
    model.forward(image, Pass{});
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace pyra
