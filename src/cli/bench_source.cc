#include "cli/bench_source.h"

#include <algorithm>

#include "config/architectures.h"
#include "pyra/backbone.h"
#include "pyra/bench.h"
#include "pyra/error.h"

namespace pyra {

void BenchSourceOptions::define(CLI::App& app) {
  auto* arch = app.add_option("--arch", arch_, "architecture, with random weights: speed does not depend on them");
  auto* backbone = app.add_option("--backbone", backbone_, "pretrained weights")->type_name("FILE");
  arch->excludes(backbone);
  app.add_option("--reducer", reducer_, "tome (the default) or pyra (with --arch: random weights)")
      ->check(CLI::IsMember({"tome", "pyra"}));
  app.add_option("--image-size", image_size_, "side of the pictures in pixels, where not the model's own");
  overrides_.define(app);
}

std::string BenchSourceOptions::name() const {
  if (arch_.empty() && backbone_.empty()) {
    throw InputError("nothing to run; give --arch (random weights) or --backbone");
  }
  return arch_.empty() ? backbone_ : arch_;
}

BenchSource BenchSourceOptions::load(const std::vector<std::string>& schedules) const {
  return name() == arch_ ? random(schedules) : pretrained();
}

VitConfig BenchSourceOptions::config() const {
  if (name() != arch_) return pretrained().model.config;
  VitConfig config = find_architecture(arch_);
  if (image_size_ != 0) config.image_height = config.image_width = image_size_;
  validate(config);
  return config;
}

BenchSource BenchSourceOptions::random(const std::vector<std::string>& schedules) const {
  const VitConfig config = this->config();
  std::vector<std::int64_t> rates(static_cast<std::size_t>(config.depth), 0);
  if (reducer_ == "pyra") {
    for (const std::string& spelling : schedules) {
      const Schedule schedule = parse_schedule(spelling, config);
      for (std::size_t i = 0; i < rates.size(); ++i) rates[i] = std::max(rates[i], schedule.rates[i]);
    }
  }
  return {random_model(config, reducer_.empty() ? "tome" : reducer_, rates), arch_, "random"};
}

BenchSource BenchSourceOptions::pretrained() const {
  if (reducer_ == "pyra") {
    throw InputError("--reducer pyra needs weights that a backbone lacks; give --model with an adapter, --arch for random "
                     "weights, or --reducer tome");
  }
  Backbone backbone = read_backbone(backbone_, overrides_.overrides());
  if (image_size_ != 0) resize_pos_embed(backbone, image_size_, image_size_);
  BenchSource source{{}, backbone_, backbone.family + " " + backbone.format};
  source.model.config = backbone.config;
  source.model.tensors = std::move(backbone.tensors);
  source.model.reducer = "tome";
  source.model.rates.assign(static_cast<std::size_t>(backbone.config.depth), 0);
  source.model.trained_rates = source.model.rates;
  source.model.preprocessing = backbone.preprocessing;
  source.model.class_names = backbone.class_names;
  source.model.backbone_fingerprint = backbone.fingerprint;
  return source;
}

std::vector<std::string> BenchSourceOptions::arguments() const {
  std::vector<std::string> words;
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {option, value});
  };
  add("--arch", arch_);
  add("--backbone", backbone_);
  add("--reducer", reducer_);
  if (image_size_ != 0) add("--image-size", std::to_string(image_size_));
  for (const std::string& word : overrides_.arguments()) words.push_back(word);
  return words;
}

}  // namespace pyra
