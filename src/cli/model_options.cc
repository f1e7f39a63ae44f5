#include "cli/model_options.h"

#include "pyra/backbone.h"
#include "pyra/error.h"
#include "pyra/recipe.h"
#include "train/adapter_file.h"
#include "train/adapt_setup.h"

namespace pyra {

void ModelOptions::define(CLI::App& app) {
  app.add_option("--model", model_, "adapter file, or the --out folder of pyra adapt")->type_name("FILE");
  app.add_option("--backbone", backbone_, "checkpoint with its own task head; with --model: where its backbone is now")->type_name("FILE");
  app.add_option("--reducer", reducer_, "none or tome, for a --backbone off the shelf (default: tome where --schedule merges)");
  app.add_option("--schedule", schedule_, "another schedule than the one trained at: none, low, high, r=N, 16x11,10 ...");
  app.add_flag("--force-schedule", force_schedule_, "allow it for PYRA too, whose weights belong to their schedule");
  const char* group = "Preprocessing (default: what the file says, always printed)";
  app.add_option("--resize", resize_, "direct, or pixels of the shorter side")->group(group);
  app.add_option("--crop", crop_, "pixels of the square that the network reads")->group(group);
  app.add_option("--interpolation", interpolation_, "bicubic or bilinear")->group(group);
  app.add_option("--mean", mean_, "mean of R G B in [0, 1], e.g. '0.485 0.456 0.406'")->group(group);
  app.add_option("--std", std_, "standard deviation of R G B")->group(group);
  backbone_options_.define(app);
}

RunnableModel ModelOptions::load() const {
  if (model_.empty() && backbone_.empty()) {
    throw InputError("no model given: name an adapter with --model or a checkpoint with --backbone");
  }
  return model_.empty() ? load_pretrained() : load_adapted();
}

Preprocessing ModelOptions::preprocessing(const Preprocessing& base) const {
  Recipe recipe;
  recipe.crop = crop_;
  recipe.interpolation = interpolation_;
  recipe.mean = mean_;
  recipe.std = std_;
  recipe.exif_rotation = base.exif_rotation;
  recipe.resize = !resize_.empty() ? resize_ : base.direct_resize ? "direct" : std::to_string(base.resize);
  return resolve_preprocessing(recipe, base);
}

RunnableModel ModelOptions::load_adapted() const {
  AdapterOptions options;
  if (!backbone_.empty()) options.backbone = backbone_;
  if (!schedule_.empty()) options.schedule = schedule_;
  if (!reducer_.empty()) options.reducer = reducer_;
  options.force_schedule = force_schedule_;
  options.backbone_overrides = backbone_options_.overrides();
  LoadedAdapter loaded = load_adapter(adapter_path(model_), options);
  const Preprocessing wanted = preprocessing(loaded.manifest.preprocessing);
  if (wanted.crop_height != loaded.manifest.config.image_height || wanted.crop_width != loaded.manifest.config.image_width) {
    throw InputError("--crop " + std::to_string(crop_) + ": this adapter reads pictures of " +
                     std::to_string(loaded.manifest.config.image_height) + " pixels");
  }
  loaded.model.fold();
  const std::string spelling = schedule_.empty() ? loaded.manifest.schedule : schedule_;
  Schedule schedule = make_schedule(spelling, loaded.rates, loaded.manifest.config);
  return {std::move(loaded.model), wanted, loaded.manifest.class_names, loaded.reducer, std::move(schedule), {}};
}

RunnableModel ModelOptions::load_pretrained() const {
  Backbone backbone = read_backbone(backbone_, backbone_options_.overrides());
  if (backbone.config.classes == 0) {
    throw InputError(backbone_ + " has no task head, so there is nothing to evaluate; adapt it first (pyra adapt)");
  }
  const Preprocessing wanted = preprocessing(backbone.preprocessing);
  if (wanted.crop_height != backbone.config.image_height || wanted.crop_width != backbone.config.image_width) {
    resize_pos_embed(backbone, wanted.crop_height, wanted.crop_width);
  }
  const std::string spelling = !schedule_.empty() ? schedule_ : reducer_.empty() || reducer_ == "none" ? "none" : "high";
  Schedule schedule = parse_schedule(spelling, backbone.config, [&](const std::vector<std::int64_t>& rates) {
    return measure_latency_ms(backbone.config, rates);
  });
  if (reducer_ == "none" && schedule.merges()) {
    throw InputError("--reducer none keeps every token, but --schedule " + schedule_ + " removes some; leave one of them out");
  }
  const std::string reducer = !reducer_.empty() ? reducer_ : schedule.merges() ? "tome" : "none";
  Vit model = load_backbone_model(backbone, reducer, schedule.rates);
  return {std::move(model), wanted, backbone.class_names, reducer, std::move(schedule), backbone.assumptions};
}

}  // namespace pyra
