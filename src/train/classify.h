// A model in training as what an evaluation asks: pictures in, logits out.
#pragma once

#include <ATen/core/TensorBody.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "model/vit.h"
#include "pyra/adapter_manifest.h"
#include "pyra/evaluate.h"
#include "train/adapt_setup.h"

namespace pyra {

/// The model as it stands between two epochs, at `rates`, its outputs brought to `scale`. It must outlive
/// what is returned.
Classify classify_with(const Vit& model, std::vector<std::int64_t> rates, at::Device device, bool autocast,
                       OutputScale scale = {});

/// The model as it will run, at any rates.
using ClassifyAt = std::function<Classify(const std::vector<std::int64_t>& rates)>;

/// By the engine of the CPU; setup.model must be folded.
ClassifyAt classify_by_engine(const AdaptSetup& setup);

}  // namespace pyra
