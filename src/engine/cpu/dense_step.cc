#include "engine/cpu/dense_step.h"

#include "engine/cpu/split_product.h"
#include "kernels/quantise.h"

namespace pyra {
namespace {

constexpr std::int64_t kRowsAtOnce =
    16;  // few enough for their sums to be in the nearest cache, many enough to hide the call

std::byte* library_of(const StepScratch& scratch, int thread) {
  return scratch.library != nullptr
             ? scratch.library + static_cast<std::size_t>(thread) * scratch.library_stride
             : nullptr;
}

/// f32 and bf16: oneDNN does everything.
class FloatDense final : public DenseStep {
 public:
  FloatDense(const Dense& dense, std::int64_t rows, DenseUse use, Element attention, int parts,
             Activation activation)
      : dense_(dense),
        product_(dense.weight, {rows, output(dense, use, attention), true, epilogue(use, activation)},
                 parts) {}

  void run(const Activations& input, const Activations& to, const StepScratch& scratch) const override {
    scratch.team->for_each(product_.parts(), [&](std::int64_t part, int thread) {
      product_.run(part, dense_.weight, input.values, dense_.bias.data(), to.values,
                   library_of(scratch, thread));
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
  static Epilogue epilogue(DenseUse use, Activation activation) {
    if (use == DenseUse::product) {
      switch (activation) {
        case Activation::gelu:
          return Epilogue::gelu;
        case Activation::quick_gelu:
          return Epilogue::quick_gelu;
        case Activation::gelu_tanh:
          return Epilogue::gelu_tanh;
      }
    }
    return use == DenseUse::residual ? Epilogue::add : Epilogue::none;
  }

  const Dense& dense_;
  SplitProduct product_;
};

/// int8: oneDNN leaves sums, our epilogue scales each by its token and its channel.
class Int8Dense final : public DenseStep {
 public:
  Int8Dense(const Dense& dense, std::int64_t rows, DenseUse use, Element attention, int parts,
            Activation activation)
      : dense_(dense),
        product_(dense.weight, {rows, Element::s32, false, Epilogue::none}, parts),
        rows_(rows),
        use_(use),
        attention_(attention),
        activation_(activation) {}

  void run(const Activations& input, const Activations& to, const StepScratch& scratch) const override {
    scratch.team->for_each(product_.parts(), [&](std::int64_t part, int thread) {
      product_.run(part, dense_.weight, input.values, nullptr, scratch.sums, library_of(scratch, thread));
      if (product_.by_columns()) return;
      const std::int64_t first = product_.first_row(part);
      finish_rows(first, first + product_.rows_of(part), input, to, scratch, thread);
    });
    if (!product_.by_columns()) return;  // else a row is whole when all parts are there
    const std::int64_t each = (rows_ + product_.parts() - 1) / product_.parts();
    scratch.team->for_each(product_.parts(), [&](std::int64_t part, int thread) {
      finish_rows(part * each, std::min(rows_, (part + 1) * each), input, to, scratch, thread);
    });
  }
  double macs() const override { return product_.macs(); }
  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }
  std::size_t sums() const override { return static_cast<std::size_t>(rows_ * dense_.weight.columns()); }

 private:
  void finish_rows(std::int64_t begin, std::int64_t end, const Activations& input, const Activations& to,
                   const StepScratch& scratch, int thread) const {
    const std::int64_t columns = dense_.weight.columns();
    for (std::int64_t first = begin; first < end; first += kRowsAtOnce) {
      finish({scratch.sums + first * columns, input.scales + first, dense_.weight.scales().data(),
              dense_.bias.data(), std::min(kRowsAtOnce, end - first), columns},
             to, first, scratch.rows + thread * scratch.row_width);
    }
  }
  void finish(const ScaledSums& sums, const Activations& to, std::int64_t first, float* row) const {
    const std::int64_t at = first * sums.columns;
    switch (use_) {
      case DenseUse::attention:
        attention_ == Element::bf16 ? dequantise(sums, static_cast<Bf16*>(to.values) + at)
                                    : dequantise(sums, static_cast<float*>(to.values) + at);
        break;
      case DenseUse::product:
        dequantise_gelu(sums, activation_, static_cast<std::int8_t*>(to.values) + at, to.scales + first, row);
        break;
      case DenseUse::residual:
        dequantise_add(sums, static_cast<float*>(to.values) + at);
        break;
      case DenseUse::branch:
        dequantise(sums, static_cast<float*>(to.values) + at);
        break;
    }
  }

  const Dense& dense_;
  SplitProduct product_;
  std::int64_t rows_;
  DenseUse use_;
  Element attention_;
  Activation activation_;
};

}  // namespace

std::unique_ptr<DenseStep> make_dense_step(const Dense& dense, std::int64_t rows, DenseUse use,
                                           Element attention, int parts, Activation activation) {
  if (dense.weight.element() == Element::s8) {
    return std::make_unique<Int8Dense>(dense, rows, use, attention, parts, activation);
  }
  return std::make_unique<FloatDense>(dense, rows, use, attention, parts, activation);
}

}  // namespace pyra
