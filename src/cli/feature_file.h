// Features of pictures as a file: safetensors, numpy's array or a CSV table, by its ending.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pyra {

struct FeatureTable {
  std::vector<float> values;         // [B, C]
  std::int64_t channels = 0;         // C
  std::vector<std::string> paths;    // [B]; empty where prepared tensors were read
  std::vector<std::int64_t> labels;  // [B], the class of each; empty where none is known
  std::vector<std::string> classes;  // the names that labels count; empty likewise
  std::string source;                // what the features are, for the file's metadata

  std::int64_t rows() const { return channels > 0 ? static_cast<std::int64_t>(values.size()) / channels : 0; }
};

/// At the start of a command: throws InputError where `out` has another ending than .safetensors, .npy or
/// .csv, or may not be written (cli/output_path.h).
void check_feature_file(const std::string& option, const std::string& out);

/// Safetensors: `features` F32 [B, C], `labels` I64 [B]; metadata `paths` and `classes`, JSON lists. numpy:
/// the features alone. CSV: path, label, f0 ... Whole or not at all.
void write_features(const std::string& out, const FeatureTable& table);

}  // namespace pyra
