#include "cli/bench_source.h"

#include <algorithm>
#include <tuple>

#include "architecture/architectures.h"
#include "cli/accepted.h"
#include "cli/model_name.h"
#include "pyra/backbone.h"
#include "pyra/bench.h"
#include "pyra/error.h"
#include "pyra/load_model.h"
#include "pyra/schedule.h"
#include "reducers/list.h"

namespace pyra {

void BenchSourceOptions::define(Options& options) {
  const Option arch =
      options.add("--arch", arch_, "architecture, with random weights: speed does not depend on them")
          .transform(in_any_case());
  const Option model =
      options.add("--model", model_, "deployed model, adapter file, or --out folder of pyra adapt")
          .type_name(kModelName);
  const Option backbone =
      options.add("--backbone", backbone_, "pretrained weights; with --model, those of the adapter")
          .type_name(kModelName);
  arch.excludes(model).excludes(backbone);
  std::vector<std::string> known;
  for (const Reducer& entry : reducers()) {
    if (entry.merges) known.push_back(entry.name);
  }
  options
      .add("--reducer", reducer_,
           "what merges tokens (default: " + fallback_reducer().name +
               "); one with weights of its own needs --arch: random ones")
      .transform(one_of(known));
  options.add("--tocom", tocom_, "token compensator to fold in, with one --schedule")
      .type_name(kModelName)
      .needs(model);
  options.add("--image-size", image_size_,
              "side of the pictures in pixels, or HxW, where not the model's own");
  overrides_.define(options);
}

std::string BenchSourceOptions::name() const {
  for (const std::string& given : {arch_, model_, backbone_}) {
    if (!given.empty()) return given;
  }
  throw InputError("nothing to run; give --arch (random weights), --model or --backbone");
}

BenchSource BenchSourceOptions::load(const std::vector<std::string>& schedules) const {
  return name() == arch_ ? random(schedules) : from_file(schedules);
}

VitConfig BenchSourceOptions::config() const {
  if (name() != arch_) return from_file({}).model.config;
  if (const auto given = overrides_.arguments(); !given.empty()) {
    throw InputError(
        given.front() +
        " says what a checkpoint leaves open, but --arch names the whole architecture; leave it out");
  }
  VitConfig config = find_architecture(arch_);
  if (const auto size = parse_image_size(image_size_))
    std::tie(config.image_height, config.image_width) = *size;
  validate(config);
  return config;
}

BenchSource BenchSourceOptions::random(const std::vector<std::string>& schedules) const {
  const VitConfig config = this->config();
  std::vector<std::int64_t> rates(static_cast<std::size_t>(config.depth), 0);
  const std::string reducer = reducer_.empty() ? fallback_reducer().name : reducer_;
  if (find_reducer(reducer).has_weights()) {
    for (const std::string& spelling : schedules) {
      const Schedule schedule = parse_schedule(spelling, config);
      for (std::size_t i = 0; i < rates.size(); ++i) rates[i] = std::max(rates[i], schedule.rates[i]);
    }
  }
  return {random_model(config, reducer, rates), arch_, "random", {}};
}

BenchSource BenchSourceOptions::from_file(const std::vector<std::string>& schedules) const {
  LoadOptions options;
  options.backbone_overrides = overrides_.overrides();
  LoadedModel loaded;
  if (adapted()) {
    if (!image_size_.empty())
      throw InputError("--image-size: a model of --model has the size that it was trained at; leave it out");
    if (!backbone_.empty()) options.backbone = backbone_;
    if (!reducer_.empty()) options.reducer = reducer_;
    if (!tocom_.empty() && !schedules.empty()) {
      if (schedules.size() != 1)
        throw InputError("--tocom is folded in for one schedule; give one --schedule");
      options.tocom = tocom_;
      options.schedule = schedules.front();
    }
    loaded = load_model(model_, options);
  } else {
    if (!tocom_.empty()) throw InputError("--tocom goes with --model");
    if (!reducer_.empty() && find_reducer(reducer_).has_weights()) {
      throw InputError(
          "--reducer " + reducer_ +
          " needs weights that a backbone lacks; give --model with an adapter, --arch for random "
          "weights, or --reducer " +
          fallback_reducer().name);
    }
    Backbone backbone = read_backbone(backbone_, overrides_.overrides());
    if (const auto size = parse_image_size(image_size_))
      resize_pos_embed(backbone, size->first, size->second);
    options.reducer = reducer_.empty() ? fallback_reducer().name : reducer_;
    options.schedule = "none";
    loaded = pretrained_model(std::move(backbone), options);
  }
  BenchSource source{std::move(loaded.model), name(), loaded.kind, std::move(loaded.notes)};
  if (find_reducer(source.model.reducer).bound_to_schedule) {
    source.notes.push_back("the weights of reducer " + source.model.reducer + " were trained at " +
                           spell_rates(source.model.trained_rates) +
                           "; other schedules run with what of them fits");
  }
  return source;
}

std::vector<std::string> BenchSourceOptions::arguments() const {
  std::vector<std::string> words;
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {option, value});
  };
  add("--arch", arch_);
  add("--model", model_);
  add("--backbone", backbone_);
  add("--reducer", reducer_);
  add("--tocom", tocom_);
  add("--image-size", image_size_);
  for (const std::string& word : overrides_.arguments()) words.push_back(word);
  return words;
}

}  // namespace pyra
