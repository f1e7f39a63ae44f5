#include "cli/backbone_options.h"

#include <iomanip>
#include <sstream>

#include "base/text/words.h"
#include "cli/accepted.h"
#include "pyra/error.h"

namespace pyra {

void BackboneOptions::define(Options& options) {
  const char* group = "Backbone";
  options.add("--heads", heads_, "number of attention heads, where the file does not say")
      .check(whole_in(1, 65536))
      .group(group);
  options.add("--pooling", pooling_, listed(pooling_names()) + ", where the file does not say")
      .transform(one_of(pooling_names()))
      .group(group);
  options.add("--norm-eps", norm_eps_, "epsilon of the layer norms, where the file does not say")
      .check(number_above_zero())
      .group(group);
  options.add("--activation", activation_, listed(activation_names()) + ", whatever the file says")
      .transform(one_of(activation_names()))
      .group(group);
  options
      .add("--copy", copy_,
           "teacher, student, ema, raw or a prefix of tensor names such as encoder_q, where the file "
           "holds several "
           "copies of the weights")
      .type_name("KIND|PREFIX")
      .group(group);
}

void BackboneOptions::define_image_size(Options& options) {
  options
      .add("--image-size", image_size_,
           "HxW in pixels that the weights were made for, where the file does not say")
      .type_name("HxW")
      .group("Backbone");
}

BackboneOverrides BackboneOptions::overrides() const {
  BackboneOverrides result;
  if (heads_ > 0) result.heads = heads_;
  if (!pooling_.empty()) result.pooling = find_pooling(pooling_);
  if (norm_eps_ > 0) result.norm_eps = norm_eps_;
  if (!activation_.empty()) result.activation = find_activation(activation_);
  result.image_size = parse_image_size(image_size_);
  if (!copy_.empty()) result.copy = copy_;
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
  if (!activation_.empty()) words.insert(words.end(), {"--activation", activation_});
  if (!copy_.empty()) words.insert(words.end(), {"--copy", copy_});
  if (!image_size_.empty()) words.insert(words.end(), {"--image-size", image_size_});
  return words;
}

}  // namespace pyra
