// Files of a small model: deployed, as a backbone, as an adapter on it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/small_model.h"
#include "io/temporary_folder.h"
#include "pyra/adapter_manifest.h"
#include "pyra/backbone.h"
#include "pyra/bench.h"
#include "pyra/checkpoint.h"
#include "pyra/inference_model.h"
#include "pyra/schedule.h"

namespace pyra::testing {

inline std::vector<std::string> class_names(std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t k = 0; k < count; ++k) names.push_back("class " + std::to_string(k));
  return names;
}

inline InferenceModel small_model(const std::string& reducer = "none",
                                  const std::vector<std::int64_t>& rates = {}) {
  InferenceModel model = random_model(small_config(), reducer, rates);
  model.class_names = class_names(model.config.classes);
  model.backbone_fingerprint = std::string(64, 'a');
  return model;
}

/// A checkpoint with a task head of 5 classes.
inline std::filesystem::path write_backbone_file(const std::filesystem::path& file, std::uint64_t seed = 1) {
  VitConfig config = small_config();
  config.classes = 5;
  const InferenceModel model = random_model(config, "none", {}, seed);
  write_safetensors(file, model.tensors,
                    {{kConfigKey, config_to_json(config)},
                     {kPreprocessingKey, preprocessing_to_json(model.preprocessing)}});
  return file;
}

/// What pyra adapt would say of an adapter on that checkpoint, for small_config()'s 7 classes.
inline AdapterManifest manifest_on(const std::filesystem::path& backbone, const std::string& method,
                                   const std::string& reducer, const std::vector<std::int64_t>& rates) {
  AdapterManifest manifest;
  manifest.config = small_config();
  manifest.backbone_path = backbone.string();
  manifest.backbone_relative_path = backbone.filename().string();
  manifest.backbone_fingerprint = read_backbone(backbone).fingerprint;
  manifest.method = method;
  manifest.width = 2;
  manifest.reducer = reducer;
  manifest.rates = rates;
  manifest.rates.resize(static_cast<std::size_t>(manifest.config.depth), 0);
  manifest.schedule = spell_rates(manifest.rates);
  manifest.preprocessing.crop_height = manifest.preprocessing.crop_width = manifest.config.image_height;
  manifest.class_names = class_names(manifest.config.classes);
  return manifest;
}

inline void write_adapter(const std::filesystem::path& file, const TensorMap& tensors,
                          const AdapterManifest& manifest) {
  write_safetensors(file, tensors, {{kManifestKey, manifest_to_json(manifest)}});
}

}  // namespace pyra::testing
