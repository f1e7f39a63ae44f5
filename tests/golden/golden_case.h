// One golden file: a model, an input and the numbers that the official implementation computed from them.
#pragma once

#include <filesystem>
#include <string>

namespace pyra {

/// Largest errors of one file. Gradients are relative to each tensor's largest element; where that is below
/// 1e-6 the absolute error is taken against 1e-6 instead, scaled so that the one tolerance of 5e-4 serves
/// both.
struct GoldenResult {
  double logits = 0;
  double loss = 0;
  double gradient = 0;
  double runtime = 0;          // logits of the torch-free engine, on the folded model
  std::string worst_gradient;  // name of the tensor
  bool has_loss = false;
  bool passed() const { return logits <= 1e-4 && loss <= 2e-5 && gradient <= 5e-4 && runtime <= 1e-4; }
};

/// Throws InputError when the file is not of this form or asks for what pyra lacks ("unsupported: ...").
GoldenResult run_golden(const std::filesystem::path& file);

}  // namespace pyra
