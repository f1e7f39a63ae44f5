// A finished model whose answers teach another one.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "adapt/assemble.h"
#include "pyra/adapter_manifest.h"
#include "pyra/dataset.h"
#include "pyra/engine.h"
#include "pyra/inference_model.h"

namespace pyra {

class Teacher {
 public:
  /// Runs `model` at its own schedule in float32 on as many threads as torch uses. `pictures`: samples of the
  /// data set. `remembers`: every epoch shows the same pixels, so that each picture is asked about once.
  Teacher(const InferenceModel& model, std::int64_t pictures, bool remembers);

  /// Logits [B, K] float32 of images [B, 3, H, W] float32 whose positions in the data set are `indices` [B].
  at::Tensor answers(const at::Tensor& images, const std::vector<std::int64_t>& indices);

 private:
  Engine engine_;
  at::Tensor memory_;        // [pictures, K]; undefined where nothing is remembered
  std::vector<bool> known_;  // rows of memory_ that are filled
};

/// The model of an adapter or deployed file, checked against the task that it shall teach. Throws InputError
/// where it cannot be read, is of another task, answers other classes or in another order, or reads other
/// pixels.
InferenceModel read_teacher(const std::filesystem::path& file, const Dataset& train,
                            const Preprocessing& preprocessing);

/// Where the teacher is an adapter of the same backbone, method and width: copies its adapter and head
/// weights (what of the backbone trains among them) into `trainable`. The reducer's stay fresh, they belong
/// to a schedule. Returns one line that says which it was.
std::string go_on_from(const std::filesystem::path& file, const ParameterList& trainable,
                       const Tuning& tuning, const OutputScale& scale,
                       const std::string& backbone_fingerprint);

}  // namespace pyra
