#include "cli/feature_file.h"

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/json/json_text.h"
#include "base/text/numbers.h"
#include "base/text/words.h"
#include "cli/output_path.h"
#include "io/atomic_file.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "show/table.h"

namespace pyra {
namespace {

constexpr const char* kSource = "pyra.features";

void write_tensors(const std::string& out, const FeatureTable& table) {
  TensorMap tensors{{"features", make_tensor(table.values, {table.rows(), table.channels})}};
  std::map<std::string, std::string> metadata{{kSource, table.source}};
  if (!table.paths.empty()) metadata["paths"] = json_text(nlohmann::json(table.paths));
  if (!table.classes.empty()) metadata["classes"] = json_text(nlohmann::json(table.classes));
  if (!table.labels.empty()) tensors["labels"] = make_tensor(table.labels, {table.rows()});
  write_safetensors(out, tensors, metadata);
}

/// Format 1.0 of numpy.lib.format: the header ends on a multiple of 64 bytes.
void write_array(const std::string& out, const FeatureTable& table) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(table.rows()) +
                       ", " + std::to_string(table.channels) + "), }";
  constexpr std::size_t kBefore = 10, kUnit = 64;
  header.append(kUnit - 1 - (kBefore + header.size()) % kUnit, ' ');
  header += '\n';
  AtomicFile file(out);
  file.write(std::string_view("\x93NUMPY\x01\x00", 8));
  const std::array<char, 2> length{static_cast<char>(header.size() & 0xff),
                                   static_cast<char>(header.size() >> 8)};
  file.write(length.data(), length.size());
  file.write(header);
  file.write(table.values.data(), table.values.size() * sizeof(float));
  file.commit();
}

void write_table(const std::string& out, const FeatureTable& features) {
  Table table{{}, {}};
  if (!features.paths.empty()) table.columns.emplace_back("path");
  if (!features.labels.empty()) table.columns.emplace_back("label");
  for (std::int64_t c = 0; c < features.channels; ++c) table.columns.push_back("f" + std::to_string(c));
  const float* value = features.values.data();
  for (std::size_t i = 0; i < static_cast<std::size_t>(features.rows()); ++i) {
    auto& row = table.rows.emplace_back();
    if (!features.paths.empty()) row.push_back(features.paths[i]);
    if (!features.labels.empty()) {
      const auto label = static_cast<std::size_t>(features.labels[i]);
      row.push_back(label < features.classes.size() ? features.classes[label] : std::to_string(label));
    }
    for (std::int64_t c = 0; c < features.channels; ++c) row.push_back(exact_number(*value++));
  }
  write_text(out, to_csv(table));
}

struct Format {
  std::string_view ending;
  OutputKind kind;
  void (*write)(const std::string& out, const FeatureTable& table);
};

const Format* format_of(const std::string& out) {
  static const std::array formats{Format{".safetensors", tensor_file(kSource), write_tensors},
                                  Format{".npy", {"an array of numpy", ".npy", {}}, write_array},
                                  Format{".csv", csv_table(), write_table}};
  const std::string ending = lower_case(std::filesystem::path(out).extension().string());
  for (const Format& format : formats) {
    if (format.ending == ending) return &format;
  }
  return nullptr;
}

}  // namespace

void check_feature_file(const std::string& option, const std::string& out) {
  const Format* format = format_of(out);
  if (format == nullptr) {
    throw InputError(option + " " + out +
                     ": its ending says how features are written; expected .safetensors, .npy or .csv");
  }
  check_output(option, out, format->kind);
}

void write_features(const std::string& out, const FeatureTable& table) { format_of(out)->write(out, table); }

}  // namespace pyra
