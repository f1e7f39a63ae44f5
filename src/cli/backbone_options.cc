#include "cli/backbone_options.h"

namespace pyra {

void BackboneOptions::define(CLI::App& app) {
  const char* group = "Backbone";
  app.add_option("--heads", heads_, "number of attention heads, where the file does not say")->group(group);
  app.add_option("--pooling", pooling_, "class_token or average, where the file does not say")
      ->check(CLI::IsMember({"class_token", "average"}))
      ->group(group);
  app.add_option("--norm-eps", norm_eps_, "epsilon of the layer norms, where the file does not say")->group(group);
}

BackboneOverrides BackboneOptions::overrides() const {
  BackboneOverrides result;
  if (heads_ > 0) result.heads = heads_;
  if (!pooling_.empty()) result.pooling = pooling_ == "average" ? Pooling::average : Pooling::class_token;
  if (norm_eps_ > 0) result.norm_eps = norm_eps_;
  return result;
}

}  // namespace pyra
