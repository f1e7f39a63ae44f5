#include "cli/backbone_options.h"

#include <iomanip>
#include <sstream>

#include "cli/accepted.h"

namespace pyra {

void BackboneOptions::define(CLI::App& app) {
  const char* group = "Backbone";
  app.add_option("--heads", heads_, "number of attention heads, where the file does not say")->check(whole_in(1, 65536))->group(group);
  app.add_option("--pooling", pooling_, "class_token or average, where the file does not say")
      ->transform(one_of({"class_token", "average"}))
      ->group(group);
  app.add_option("--norm-eps", norm_eps_, "epsilon of the layer norms, where the file does not say")->check(number_above_zero())->group(group);
}

BackboneOverrides BackboneOptions::overrides() const {
  BackboneOverrides result;
  if (heads_ > 0) result.heads = heads_;
  if (!pooling_.empty()) result.pooling = pooling_ == "average" ? Pooling::average : Pooling::class_token;
  if (norm_eps_ > 0) result.norm_eps = norm_eps_;
  return result;
}

std::vector<std::string> BackboneOptions::arguments() const {
  std::vector<std::string> words;
  if (heads_ > 0) words.insert(words.end(), {"--heads", std::to_string(heads_)});
  if (!pooling_.empty()) words.insert(words.end(), {"--pooling", pooling_});
  if (norm_eps_ > 0) {
    std::ostringstream exact;
    exact << std::setprecision(17) << norm_eps_;
    words.insert(words.end(), {"--norm-eps", exact.str()});
  }
  return words;
}

}  // namespace pyra
