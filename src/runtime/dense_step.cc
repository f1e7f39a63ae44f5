#include "runtime/dense_step.h"

#include "kernels/parallel.h"
#include "kernels/quantise.h"

namespace pyra {
namespace {

constexpr std::int64_t kRowsAtOnce = 16;  // small enough to share evenly, large enough to hide the call

/// f32 and bf16: oneDNN does everything.
class FloatDense final : public DenseStep {
 public:
  FloatDense(const Dense& dense, std::int64_t rows, DenseUse use, Element attention)
      : dense_(dense), product_(dense.weight, {rows, output(dense, use, attention), true, epilogue(use)}) {}

  void run(const Activations& input, const Activations& to, const StepScratch& scratch) const override {
    product_.run(dense_.weight, input.values, dense_.bias.data(), to.values, scratch.library);
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
    if (use == DenseUse::product) return Epilogue::gelu;
    return use == DenseUse::residual ? Epilogue::add : Epilogue::none;
  }

  const Dense& dense_;
  Product product_;
};

/// int8: oneDNN leaves sums, our epilogue scales each by its token and its channel.
class Int8Dense final : public DenseStep {
 public:
  Int8Dense(const Dense& dense, std::int64_t rows, DenseUse use, Element attention)
      : dense_(dense), product_(dense.weight, {rows, Element::s32, false, Epilogue::none}), rows_(rows), use_(use), attention_(attention) {}

  void run(const Activations& input, const Activations& to, const StepScratch& scratch) const override {
    product_.run(dense_.weight, input.values, nullptr, scratch.sums, scratch.library);
    const std::int64_t columns = dense_.weight.columns();
    parallel_for((rows_ + kRowsAtOnce - 1) / kRowsAtOnce, [&](std::int64_t part, int thread) {
      const std::int64_t first = part * kRowsAtOnce, count = std::min(kRowsAtOnce, rows_ - first);
      finish({scratch.sums + first * columns, input.scales + first, dense_.weight.scales().data(), dense_.bias.data(), count, columns},
             to, first, scratch.rows + thread * scratch.row_width);
    });
  }
  double macs() const override { return product_.macs(); }
  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }
  std::size_t sums() const override { return static_cast<std::size_t>(rows_ * dense_.weight.columns()); }

 private:
  void finish(const ScaledSums& sums, const Activations& to, std::int64_t first, float* row) const {
    const std::int64_t at = first * sums.columns;
    switch (use_) {
      case DenseUse::attention:
        attention_ == Element::bf16 ? dequantise(sums, static_cast<Bf16*>(to.values) + at)
                                    : dequantise(sums, static_cast<float*>(to.values) + at);
        break;
      case DenseUse::product: dequantise_gelu(sums, static_cast<std::int8_t*>(to.values) + at, to.scales + first, row); break;
      case DenseUse::residual: dequantise_add(sums, static_cast<float*>(to.values) + at); break;
      case DenseUse::branch: dequantise(sums, static_cast<float*>(to.values) + at); break;
    }
  }

  const Dense& dense_;
  Product product_;
  std::int64_t rows_;
  DenseUse use_;
  Element attention_;
};

}  // namespace

std::unique_ptr<DenseStep> make_dense_step(const Dense& dense, std::int64_t rows, DenseUse use, Element attention) {
  if (dense.weight.element() == Element::s8) return std::make_unique<Int8Dense>(dense, rows, use, attention);
  return std::make_unique<FloatDense>(dense, rows, use, attention);
}

}  // namespace pyra
