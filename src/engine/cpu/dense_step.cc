#include "engine/cpu/dense_step.h"

#include "engine/cpu/gated_dense.h"
#include "engine/cpu/int8_dense.h"
#include "engine/cpu/split_product.h"

namespace pyra {
namespace {

/// f32 and bf16: oneDNN does everything.
class FloatDense final : public DenseStep {
 public:
  FloatDense(const Dense& dense, std::int64_t rows, DenseUse use, Element attention, int parts,
             Activation activation)
      : dense_(dense),
        product_(dense.weight, {rows, output(dense, use, attention), true, epilogue(use), 0, activation},
                 parts) {}

  void run(const Activations& input, const Activations& to, const StepScratch& scratch) const override {
    scratch.team->for_each(product_.parts(), [&](std::int64_t part, int thread) {
      product_.run(part, dense_.weight, input.values, dense_.bias.data(), to.values,
                   scratch.library_of(thread));
    });
  }
  double macs() const override { return product_.macs(); }
  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }
  std::size_t sums() const override { return 0; }

 private:
  static Element output(const Dense& dense, DenseUse use, Element attention) {
    if (use == DenseUse::attention) return attention;
    return use == DenseUse::product ? dense.weight.element() : Element::f32;
  }
  static Epilogue epilogue(DenseUse use) {
    if (use == DenseUse::product) return Epilogue::activate;
    return use == DenseUse::residual ? Epilogue::add : Epilogue::none;
  }

  const Dense& dense_;
  SplitProduct product_;
};

}  // namespace

std::unique_ptr<DenseStep> make_dense_step(const Dense& dense, std::int64_t rows, DenseUse use,
                                           Element attention, int parts, Activation activation) {
  if (dense.weight.element() == Element::s8) {
    return std::make_unique<Int8Dense>(dense, rows, use, attention, parts, activation);
  }
  if (use == DenseUse::gated) return std::make_unique<GatedDense>(dense, rows, parts, activation);
  return std::make_unique<FloatDense>(dense, rows, use, attention, parts, activation);
}

}  // namespace pyra
