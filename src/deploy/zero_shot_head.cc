#include "pyra/zero_shot_head.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/json/json_reader.h"
#include "base/named_reason.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"

namespace pyra {
namespace {

// Of CLIP it is at most log(100) = 4.6, of SigLIP 4.8; beyond e^8 no float32 cosine is exact to a unit.
constexpr double kLargestLogScale = 8;

std::string spelled(double value) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << value;
  return text.str();
}

std::optional<double> number(const TensorMap& tensors, const std::string& name) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) return std::nullopt;
  if (found->second.elements() != 1)
    throw InputError("the tensor '" + name + "' is " + found->second.describe() + ", expected one number");
  const auto value = static_cast<double>(found->second.to_float().front());
  if (!std::isfinite(value)) throw InputError("the tensor '" + name + "' is not finite");
  return value;
}

std::vector<std::string> class_names(const Checkpoint& file, std::int64_t count) {
  const auto stated = file.metadata.find("classes");
  if (stated == file.metadata.end()) return {};
  std::vector<std::string> names = parse_names(stated->second, "the metadata 'classes'");
  if (static_cast<std::int64_t>(names.size()) != count) {
    throw InputError("the metadata 'classes' names " + std::to_string(names.size()) +
                     " classes, `weight` has " + std::to_string(count) + " rows");
  }
  return names;
}

/// Finite and not 0; says where they are not of length 1.
void check_rows(ZeroShotHead& head) {
  const std::vector<float> values = head.weight.to_float();
  const auto width = static_cast<std::size_t>(head.weight.shape[1]);
  double shortest = INFINITY, longest = 0;
  for (std::size_t first = 0; first < values.size(); first += width) {
    double squares = 0;
    for (std::size_t k = first; k < first + width; ++k)
      squares += static_cast<double>(values[k]) * static_cast<double>(values[k]);
    if (!std::isfinite(squares) || squares == 0) {
      throw InputError("row " + std::to_string(first / width) + " of `weight` " +
                       (squares == 0 ? "is all 0" : "holds NaN or infinite values") +
                       ", no text's embedding");
    }
    shortest = std::min(shortest, std::sqrt(squares));
    longest = std::max(longest, std::sqrt(squares));
  }
  if (shortest > 0.99 && longest < 1.01) return;
  head.notes.push_back("the rows of the head's `weight` have lengths from " + spelled(shortest) + " to " +
                       spelled(longest) +
                       " and are taken as they are: logits are cosines only where they are 1");
}

ZeroShotHead read(const Checkpoint& file) {
  for (const auto& [name, tensor] : file.tensors) {
    if (name != "weight" && name != "logit_scale" && name != "logit_bias") {
      throw InputError(
          "the tensor '" + name + "' (" + tensor.describe() +
          ") is none of a head of texts: `weight` [classes, channels], `logit_scale` and `logit_bias`");
    }
  }
  ZeroShotHead head;
  const auto weight = file.tensors.find("weight");
  if (weight == file.tensors.end()) throw InputError("it lacks the tensor `weight` [classes, channels]");
  head.weight = make_tensor(weight->second.to_float(), weight->second.shape);
  if (head.weight.shape.size() != 2 || head.weight.elements() == 0)
    throw InputError("the tensor 'weight' is " + head.weight.describe() + ", expected [classes, channels]");
  check_rows(head);
  const auto scale = number(file.tensors, "logit_scale");
  if (scale && std::abs(*scale) > kLargestLogScale) {
    throw InputError("logit_scale is " + spelled(*scale) +
                     ", expected its natural logarithm, as models keep it: 4.605 for 100");
  }
  head.scale = std::exp(scale.value_or(0));
  if (!scale) head.notes.emplace_back("the head has no logit_scale: logits are taken 1 times");
  head.bias = number(file.tensors, "logit_bias");
  head.classes = class_names(file, head.weight.shape[0]);
  return head;
}

}  // namespace

ZeroShotHead read_zero_shot_head(const std::filesystem::path& file) {
  try {
    return read(read_checkpoint(file));
  } catch (const InputError& error) {
    throw InputError(named_reason(file, error.what()), error.code());
  }
}

void set_zero_shot_head(const ZeroShotHead& head, Backbone& backbone) {
  VitConfig& config = backbone.config;
  const std::int64_t classes = head.weight.shape[0], channels = head.weight.shape[1];
  if (config.distilled) throw InputError("a distilled model has two heads, which no texts can replace");
  const bool head_projects =
      config.projection == 0 && config.classes == channels && config.features() != channels;
  for (const std::string kind : {".weight", ".bias"}) {
    auto node = backbone.tensors.extract("head" + kind);
    if (!head_projects || node.empty()) continue;
    node.key() = "projection" + kind;
    backbone.tensors.insert(std::move(node));
  }
  if (head_projects) {
    config.projection = channels;
    config.projection_bias = backbone.tensors.contains("projection.bias");
    backbone.assumptions.push_back("the checkpoint's own head, of " + std::to_string(channels) +
                                   " outputs, serves as the projection to texts");
  }
  if (config.features() != channels) {
    throw InputError("the head's texts have " + std::to_string(channels) +
                     " channels, the features of this model " + std::to_string(config.features()) +
                     ": the embeddings have to come from the text tower that belongs to it" +
                     (config.projection == 0
                          ? ", and its file has to hold the projection (visual_projection, "
                            "visual.proj) where there is one"
                          : ""));
  }
  config.classes = classes;
  config.normalized = true;
  std::vector<float> weight = head.weight.to_float();
  for (float& value : weight) value = static_cast<float>(static_cast<double>(value) * head.scale);
  const std::vector<float> bias(static_cast<std::size_t>(classes), static_cast<float>(head.bias.value_or(0)));
  backbone.tensors.insert_or_assign("head.weight", make_tensor(weight, {classes, channels}));
  backbone.tensors.insert_or_assign("head.bias", make_tensor(bias, {classes}));
  backbone.class_names = head.classes;
  backbone.problem_type.clear();
  backbone.assumptions.insert(backbone.assumptions.end(), head.notes.begin(), head.notes.end());
}

}  // namespace pyra
