// One product of the plan with what belongs to it: bias, activation, residual, and, for int8, scales.
#pragma once

#include <memory>

#include "base/threads/team.h"
#include "engine/cpu/weights.h"
#include "pyra/activation.h"

namespace pyra {

/// Rows as a product reads or leaves them: f32 or bf16 values, or rounded ones (kernels/quantise.h).
struct Activations {
  void* values = nullptr;
  float* scales = nullptr;  // [rows]; int8 only
};

/// Memory that a product may use while it runs; shared by all steps of a pass.
struct StepScratch {
  std::int32_t* sums = nullptr;  // int8 or gated: [rows, columns] of the largest product, 4 bytes each
  float* rows = nullptr;         // int8: per thread, one row of the widest product
  std::int64_t row_width = 0;
  std::byte* library = nullptr;  // oneDNN's, for each thread `library_stride` bytes
  std::size_t library_stride = 0;
  Team* team = nullptr;  // that shares the step

  std::byte* library_of(int thread) const {
    return library != nullptr ? library + static_cast<std::size_t>(thread) * library_stride : nullptr;
  }
};

enum class DenseUse : std::uint8_t {
  attention,  // store in the attention's element
  product,    // the MLP's activation, then store for the next product
  gated,      // the same of an MLP with a gate (kernels/gate.h): half as many columns are stored
  residual,   // add to float32 rows
  branch,     // store in float32
};

class DenseStep {
 public:
  virtual ~DenseStep() = default;
  virtual void run(const Activations& input, const Activations& output, const StepScratch& scratch) const = 0;
  virtual double macs() const = 0;
  virtual std::size_t scratch_bytes() const = 0;
  virtual std::size_t sums() const = 0;  // of StepScratch::sums, how many
};

/// `dense` must outlive the step. `attention`: element of DenseUse::attention. `parts`: how many threads may
/// share it. `activation`: of DenseUse::product and gated.
std::unique_ptr<DenseStep> make_dense_step(const Dense& dense, std::int64_t rows, DenseUse use,
                                           Element attention, int parts,
                                           Activation activation = Activation::gelu);

}  // namespace pyra
