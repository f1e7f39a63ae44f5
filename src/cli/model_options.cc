#include "cli/model_options.h"

#include "bench/bench_model.h"
#include "cli/accepted.h"
#include "cli/class_labels.h"
#include "cli/format.h"
#include "cli/model_name.h"
#include "pyra/error.h"
#include "recipes/recipe.h"
#include "reducers/list.h"

namespace pyra {

void ModelOptions::define_source(Options& options) {
  options.add("--model", model_, "adapter file, the --out folder of pyra adapt, or a deployed model")
      .type_name(kModelName);
  options
      .add("--backbone", backbone_,
           "checkpoint with its own task head, or its name (pyra fetch); with --model: where its backbone "
           "is now")
      .type_name(kModelName);
  options
      .add("--head", head_,
           "with --backbone of CLIP or SigLIP: embeddings of the classes' texts as its head (`weight` "
           "[classes, "
           "channels], `logit_scale`, `logit_bias`; docs/backbones.md)")
      .type_name("FILE");
  options
      .add("--reducer", reducer_,
           "one without weights, instead of the model's own where that has none either: " +
               names_of_reducers([](const Reducer& r) { return !r.has_weights(); }) +
               " (default of a model that was tuned or pretrained without merging: " +
               fallback_reducer().name + ")")
      .transform(in_any_case());
  options
      .add("--labels", labels_,
           "names of the classes, one a line, where the model has none (ImageNet's 1,000 are built in)")
      .type_name("FILE");
  const char* group = "Preprocessing (default: what the file says, always printed)";
  options.add("--resize", resize_, "direct, or pixels of the shorter side").group(group);
  options.add("--crop", crop_, "pixels of the square that the network reads")
      .check(whole_in(1, 65536))
      .group(group);
  options.add("--interpolation", interpolation_, "bicubic, bilinear, lanczos, box or hamming")
      .transform(one_of({"bicubic", "bilinear", "lanczos", "box", "hamming"}))
      .group(group);
  options.add("--mean", mean_, "mean of R G B in [0, 1], e.g. '0.485 0.456 0.406'").group(group);
  options.add("--std", std_, "standard deviation of R G B").group(group);
  backbone_options_.define(options);
  backbone_options_.define_image_size(options);
}

void ModelOptions::define(Options& options) {
  define_source(options);
  const Option schedule =
      options
          .add("--schedule", schedule_,
               "another schedule than the one trained at: none, low, high, r=N, 16x11,10, FILE.json ...")
          .transform(schedule_in_any_case());
  options
      .flag("--force-schedule", force_schedule_,
            "allow it for PYRA too, whose weights belong to their schedule")
      .needs(schedule);
  const Option tocom =
      options
          .add("--tocom", tocom_,
               "token compensator (pyra tocom): runs the model at another uniform rate than it was tuned at")
          .type_name(kModelName);
  options.add("--tocom-scale", tocom_scale_, "its scale (default: the one in its file)")
      .check(number_in(0.0, 100.0))
      .needs(tocom);
}

LoadedModel ModelOptions::load(const Console& console, Head head) const {
  if (model_.empty() && backbone_.empty()) {
    throw InputError(
        "no model given: name an adapter or a deployed model with --model, or a checkpoint with --backbone");
  }
  const LoadOptions options = load_options(console);
  LoadedModel loaded = model_.empty() ? load_pretrained(options, head) : load_adapted(options);
  if (!labels_.empty()) name_classes(loaded.model, labels_, loaded.model.config.classes);
  return loaded;
}

LoadOptions ModelOptions::load_options(const Console& console) const {
  LoadOptions options;
  if (!schedule_.empty()) options.schedule = schedule_;
  if (!reducer_.empty()) options.reducer = reducer_;
  options.force_schedule = force_schedule_;
  if (!tocom_.empty()) options.tocom = tocom_;
  options.tocom_scale = tocom_scale_;
  if (!head_.empty()) options.head = head_;
  options.backbone_overrides = backbone_options_.overrides();
  options.latency = [threads = console.worker_threads(), timed = std::shared_ptr<BenchModel>()](
                        const InferenceModel& model, const std::vector<std::int64_t>& rates) mutable {
    if (!timed) timed = std::make_shared<BenchModel>(model, std::vector{Precision::f32}, 1, threads);
    return timed->latency_ms(Precision::f32, rates);
  };
  return options;
}

Preprocessing ModelOptions::preprocessing(const Preprocessing& base) const {
  Recipe recipe;
  recipe.crop = crop_;
  recipe.interpolation = interpolation_;
  recipe.mean = mean_;
  recipe.std = std_;
  recipe.exif_rotation = base.exif_rotation;
  recipe.resize = !resize_.empty() ? resize_ : base.direct_resize ? "direct" : std::to_string(base.resize);
  try {
    Preprocessing result = resolve_preprocessing(recipe, base);
    if (!resize_.empty()) return result;
    result.fit = base.fit;
    result.rounding = base.rounding;
    result.frame_height = base.frame_height;
    result.frame_width = base.frame_width;
    return result;
  } catch (const InputError& error) {  // "recipe: mean = 'x', expected ..."
    const std::string message = error.what(), recipe_of = "recipe: ";
    const std::size_t equals = message.find(" = ");
    if (!message.starts_with(recipe_of) || equals == std::string::npos) throw;
    throw InputError(
        "--" + message.substr(recipe_of.size(), equals - recipe_of.size()) + message.substr(equals + 2),
        error.code());
  }
}

LoadedModel ModelOptions::load_adapted(const LoadOptions& options) const {
  LoadOptions with_backbone = options;
  if (!backbone_.empty()) with_backbone.backbone = backbone_;
  LoadedModel loaded = load_model(model_, with_backbone);
  InferenceModel& model = loaded.model;
  model.preprocessing = preprocessing(model.preprocessing);
  if (model.preprocessing.crop_height != model.config.image_height ||
      model.preprocessing.crop_width != model.config.image_width) {
    throw InputError("--crop " + std::to_string(crop_) + ": this " + loaded.kind + " reads pictures of " +
                     std::to_string(model.config.image_height) + " pixels");
  }
  return loaded;
}

LoadedModel ModelOptions::load_pretrained(const LoadOptions& options, Head head) const {
  Backbone backbone = read_backbone(backbone_, backbone_options_.overrides());
  if (backbone.config.classes == 0 && head_.empty() && head == Head::needed) {
    throw InputError(
        backbone_ +
        " has no task head, so there is nothing to evaluate; adapt it first (pyra adapt), give --head "
        "with the embeddings of texts (CLIP, SigLIP), or take its features (pyra features)");
  }
  const Preprocessing wanted = preprocessing(backbone.preprocessing);
  fit_positions(backbone, wanted);
  return pretrained_model(std::move(backbone), options);
}

void say_model(const Console& console, const LoadedModel& loaded) {
  const InferenceModel& model = loaded.model;
  const Schedule schedule = make_schedule(model.schedule, model.rates, model.config);
  console.say("schedule   " + model.schedule + " (" + model.reducer + "): " + describe_tokens(schedule) +
              " tokens, " + format(schedule.gmac, 3) + " GMAC");
  for (const std::string& note : loaded.notes) console.say("note       " + note);
}

}  // namespace pyra
