#include "config/sidecar.h"

#include <algorithm>

#include "config/json_fields.h"
#include "config/sidecar_json.h"
#include "config/sidecar_preprocessing.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

/// timm's labels in order, or Hugging Face's {"0": "tench"}; transformers' own LABEL_0 say nothing.
std::vector<std::string> labels_of(const Json& config) {
  std::vector<std::string> names;
  if (const auto list = config.find("label_names"); list != config.end() && list->is_array()) {
    for (const Json& name : *list) {
      if (!name.is_string()) return {};
      names.push_back(name.get<std::string>());
    }
    return names;
  }
  const auto labels = config.find("id2label");
  if (labels == config.end() || !labels->is_object()) return {};
  bool placeholders = true;
  for (std::size_t i = 0; i < labels->size(); ++i) {
    const auto name = text_field(*labels, std::to_string(i).c_str());
    if (!name) return {};
    placeholders = placeholders && *name == "LABEL_" + std::to_string(i);
    names.push_back(*name);
  }
  return placeholders ? std::vector<std::string>{} : names;
}

std::optional<std::pair<std::int64_t, std::int64_t>> hugging_face_size(const Json& config) {
  if (const auto side = integer_field(config, "image_size")) return std::pair(*side, *side);
  const auto sides = config.find("image_size");
  if (sides == config.end() || !sides->is_array() || sides->size() != 2) return std::nullopt;
  if (!(*sides)[0].is_number_integer() || !(*sides)[1].is_number_integer()) return std::nullopt;
  return std::pair((*sides)[0].get<std::int64_t>(), (*sides)[1].get<std::int64_t>());
}

void read_hugging_face(const std::filesystem::path& file, Sidecar& sidecar) {
  if (const auto config = read_json_beside(file, "config.json"); config && config->contains("model_type")) {
    const std::string activation = text_field(*config, "hidden_act").value_or("gelu");
    if (activation != "gelu") {
      throw InputError("config.json beside " + file.string() + " states the activation '" + activation +
                       "'; pyra's models use the exact GELU ('gelu')");
    }
    sidecar.architecture = text_field(*config, "model_type").value_or("");
    sidecar.dim = integer_field(*config, "hidden_size");
    sidecar.heads = integer_field(*config, "num_attention_heads");
    sidecar.norm_eps = number_field(*config, "layer_norm_eps");
    sidecar.image_size = hugging_face_size(*config);
    sidecar.class_names = labels_of(*config);
  }
  if (const auto config = read_json_beside(file, "preprocessor_config.json")) {
    sidecar.preprocessing = hugging_face_preprocessing(*config, sidecar.notes);
    sidecar.preprocessing_source = "preprocessor_config.json beside the file";
  }
}

void read_timm(const std::filesystem::path& file, Sidecar& sidecar) {
  const auto config = read_json_beside(file, "config.json");
  if (!config || !config->contains("architecture")) return;
  sidecar.architecture = text_field(*config, "architecture").value_or("");
  if (sidecar.architecture.find("quickgelu") != std::string::npos) {
    throw InputError("config.json beside " + file.string() + " states '" + sidecar.architecture +
                     "', whose activation is QuickGELU; pyra's models use the exact GELU");
  }
  // Older files keep at the top what newer ones keep under pretrained_cfg.
  const auto nested = config->find("pretrained_cfg");
  const Json& pretrained = nested != config->end() && nested->is_object() ? *nested : *config;
  sidecar.dim = integer_field(*config, "num_features");
  if (const auto arguments = config->find("model_args");
      arguments != config->end() && arguments->is_object()) {
    sidecar.heads = integer_field(*arguments, "num_heads");
  }
  if (const auto pool = text_field(*config, "global_pool")) {
    if (*pool == "avg") sidecar.pooling = Pooling::average;
    if (*pool == "token") sidecar.pooling = Pooling::class_token;
    if (*pool != "avg" && *pool != "token" && !pool->empty()) {
      throw InputError("config.json beside " + file.string() + " states the pooling '" + *pool +
                       "'; pyra's models have 'token' and 'avg'");
    }
  }
  sidecar.class_names = labels_of(*config);
  if (sidecar.class_names.empty()) sidecar.class_names = labels_of(pretrained);
  sidecar.image_size = timm_image_size(pretrained);
  sidecar.preprocessing = timm_preprocessing(pretrained, sidecar.notes);
  if (sidecar.preprocessing) sidecar.preprocessing_source = "config.json beside the file";
}

}  // namespace

Sidecar read_sidecar(const std::filesystem::path& file, bool hugging_face) {
  Sidecar sidecar;
  if (hugging_face) {
    read_hugging_face(file, sidecar);
  } else {
    read_timm(file, sidecar);
  }
  return sidecar;
}

}  // namespace pyra
