#include "architecture/sidecar/sidecar.h"

#include "architecture/sidecar/sidecar_json.h"
#include "architecture/sidecar/sidecar_parts.h"
#include "architecture/sidecar/sidecar_preprocessing.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

constexpr const char* kConfig = "config.json";

}  // namespace

void state_activation(const std::string& name, Sidecar& sidecar) {
  sidecar.activation = find_activation(name);
  if (!sidecar.activation) sidecar.unknown_activation = name;
}

Sidecar read_transformers_sidecar(const std::filesystem::path& file) {
  Sidecar sidecar;
  if (const auto config = read_json_beside(file, kConfig)) {
    const StatedFields fields(*config, kConfig, sidecar);
    if (fields.find("model_type") != nullptr) {
      read_hugging_face_config(fields);
    } else {
      fields.note("beside the file names no 'model_type' of transformers and was not read");
    }
  }
  if (const auto pictures = read_json_beside(file, "preprocessor_config.json")) {
    sidecar.preprocessing = hugging_face_preprocessing(*pictures, sidecar);
  }
  return sidecar;
}

Sidecar read_open_clip_sidecar(const std::filesystem::path& file) {
  constexpr const char* kOpenClip = "open_clip_config.json";
  Sidecar sidecar;
  sidecar.pictures_file = kOpenClip;
  if (const auto config = read_json_beside(file, kOpenClip))
    read_open_clip_config(StatedFields(*config, kOpenClip, sidecar));
  return sidecar;
}

Sidecar read_timm_sidecar(const std::filesystem::path& file) {
  Sidecar sidecar;
  const auto config = read_json_beside(file, kConfig);
  if (!config) return sidecar;
  const StatedFields fields(*config, kConfig, sidecar);
  if (const Json* name = fields.find("architecture");
      name != nullptr && *name != Json(Json::value_t::string)) {
    read_timm_config(fields);
  } else {
    fields.note("beside the file names no 'architecture' of timm and was not read");
  }
  return sidecar;
}

}  // namespace pyra
