#include "config/sidecar.h"

#include "config/json_fields.h"
#include "config/sidecar_json.h"
#include "config/sidecar_parts.h"
#include "config/sidecar_preprocessing.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

void read_hugging_face(const std::filesystem::path& file, Sidecar& sidecar) {
  const auto config = read_json_beside(file, "config.json");
  if (config && config->contains("model_type")) read_hugging_face_config(*config, sidecar);
  if (const auto pictures = read_json_beside(file, "preprocessor_config.json")) {
    sidecar.preprocessing = hugging_face_preprocessing(*pictures, sidecar);
    sidecar.preprocessing_source = "preprocessor_config.json beside the file";
  }
}

void read_timm(const std::filesystem::path& file, Sidecar& sidecar) {
  const auto config = read_json_beside(file, "config.json");
  if (!config) return;
  if (config->contains("architecture")) {
    read_timm_config(*config, sidecar);
    if (sidecar.preprocessing) sidecar.preprocessing_source = "config.json beside the file";
  } else {
    sidecar.notes.push_back("config.json beside the file names no 'architecture' of timm and was not read");
  }
}

}  // namespace

void refuse(Sidecar& sidecar, const std::string& part, const std::string& reason) {
  if (sidecar.refusal.empty()) sidecar.refusal = "config.json beside the file states " + part + ", " + reason;
}

void state_activation(const std::string& name, Sidecar& sidecar) {
  sidecar.activation = find_activation(name);
  if (!sidecar.activation) sidecar.unknown_activation = name;
}

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
