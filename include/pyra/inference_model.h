// A model ready to run, without torch: everything folded, all that is needed inside. What `pyra export
// runtime` writes and the engine reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "pyra/host_tensor.h"
#include "pyra/preprocessing.h"
#include "pyra/schedule.h"
#include "pyra/vit_config.h"

namespace pyra {

struct InferenceModel {
  VitConfig config;
  TensorMap tensors;             // floating under timm's names; what a method cannot fold into them and the
                                 // reducer's weights remain
  std::string method = "none";   // that it was tuned by
  std::int64_t width = 0;        // of the method's maps; 0 where it has none
  std::string reducer = "none";  // none, tome, pyra ...
  std::vector<std::int64_t> rates;  // [depth] to run at
  std::vector<std::int64_t>
      trained_rates;  // [depth] at which the reducer's weights were trained; as rates if it has none
  std::vector<std::int64_t> elastic_to;  // [depth]: the steepest schedule of an elastic adapter, whose
                                         // trained_rates are the largest of each block; empty: not elastic
  std::string schedule = "none";         // spelling of rates
  Preprocessing preprocessing;
  std::vector<std::string> class_names;  // of what is answered; empty where unknown
  std::string task = "classification";   // what that is, as in Dataset
  std::string backbone_fingerprint;      // of what it was made from; empty where unknown
  std::string command;                   // how it was made
};

/// Key of the deployed model's manifest in the file's __metadata__.
inline constexpr const char* kDeployedKey = "pyra.deployed";

/// Writes one self-contained safetensors file, atomically. `matrices`: f32, or bf16 for half the size
/// (rounded to the nearest; norms, biases, positions and the reducer's weights stay float32). Throws
/// InputError for another dtype and for what check_inference_model() refuses; Failure on a full disk.
void write_inference_model(const std::filesystem::path& file, const InferenceModel& model,
                           DType matrices = DType::f32);
/// Throws InputError when the file is no deployed model, is damaged, or was written by a newer format.
InferenceModel read_inference_model(const std::filesystem::path& file);
/// The same of a file's `bytes`; `name` is what errors call it. The model's tensors point into the bytes,
/// which have to outlive them; what is packed of them (PackedModel, make_runner()) has copies.
InferenceModel read_inference_model(std::span<const std::byte> bytes,
                                    const std::string& name = "the model in memory");

/// Throws InputError naming the first tensor that is missing, left over or of the wrong shape, and rates that
/// do not fit. Every model passes here before it runs.
void check_inference_model(const InferenceModel& model);

/// Another schedule, where the reducer allows it: ToMe always; PYRA's weights belong to the rates they were
/// trained at, so others are refused (InputError, both printed) unless `force`. An elastic model runs at any
/// that leaves it no fewer MACs than the steepest it was trained at (2 % are forgiven). A model that merges
/// nothing becomes ToMe. A spelling's notes are given back, lines to be printed (clamped rates, interpolated
/// shapes).
std::vector<std::string> set_schedule(InferenceModel& model, const std::string& spelling, bool force = false);
void set_schedule(InferenceModel& model, const Schedule& schedule, bool force = false);

}  // namespace pyra
