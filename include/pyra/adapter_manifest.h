// What an adapter file says about itself: all that is needed to run it on its backbone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pyra/preprocessing.h"
#include "pyra/vit_config.h"

namespace pyra {

/// y = mean + scale z for the K outputs z of a head as it was trained: values are learned in units of their
/// own spread. Empty: y = z.
struct OutputScale {
  std::vector<double> mean, scale;  // [K]

  bool empty() const { return mean.empty(); }
  bool operator==(const OutputScale&) const = default;
};

struct AdapterManifest {
  int format_version = 1;
  VitConfig config;                    // the adapted model's: classes are the task's
  std::string backbone_path;           // absolute, where it was at training
  std::string backbone_relative_path;  // relative to the adapter file's folder
  std::string backbone_fingerprint;    // 64 hex digits
  std::vector<std::int64_t>
      backbone_image;      // height, width that the user stated for the backbone's file; else empty
  std::string method;      // as in methods/list.h
  std::int64_t width = 0;  // LoRA rank or adapter width
  std::string reducer;
  std::string schedule;                     // as the user spelled it
  std::vector<std::int64_t> rates;          // [depth], what it was trained at; elastic: the steepest of all
  std::vector<std::int64_t> elastic_rates;  // [depth]: the largest rate of each block at any schedule it was
                                            // trained at, where that is more than one; else empty
  Preprocessing preprocessing;
  std::vector<std::string> class_names;  // of what is answered, as in Dataset
  std::string task = "classification";   // as in Dataset
  OutputScale output_scale;
  std::string recipe;  // resolved, TOML
  std::uint64_t seed = 0;
  std::string command;  // how it was made
  std::string pyra_version;
  /// What the shapes of the reducer's weights follow.
  const std::vector<std::int64_t>& trained_rates() const {
    return elastic_rates.empty() ? rates : elastic_rates;
  }
  std::map<std::string, double> metrics;  // test_top1, train_seconds, img_per_s ...
};

/// Key of the manifest in the file's __metadata__.
inline constexpr const char* kManifestKey = "pyra.adapter";

std::string manifest_to_json(const AdapterManifest& manifest);
/// Throws InputError on malformed JSON, missing or unknown fields, or a newer format version.
AdapterManifest manifest_from_json(const std::string& json);

}  // namespace pyra
