// Products with weights that do not change, on oneDNN: weights are packed once into the layout that its
// kernels read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "pyra/activation.h"

namespace pyra {

enum class Element : std::uint8_t { f32, bf16, s8, s32 };
std::size_t element_size(Element element);
std::string element_name(Element element);

/// Throws InputError where this CPU cannot multiply in `element` at more than emulated speed (bf16 needs
/// AVX512_BF16 or AMX, or at least AVX-512; s8 runs everywhere).
void check_element(Element element);

/// A weight as oneDNN reads it; immutable, shared by everything that multiplies with it.
class PackedWeight {
 public:
  /// From `weight` [out, in] row-major float32. Forward multiplies x [M, in] by W^T to [M, out]; with
  /// `transposed`, x [M, out] by W to [M, in]: the gradient. s8: symmetric, one scale per column of the
  /// product.
  PackedWeight(const float* weight, std::int64_t out, std::int64_t in, Element element,
               bool transposed = false);
  std::int64_t inner() const;    // K of the product
  std::int64_t columns() const;  // N of the product
  Element element() const;
  /// At multiples of this the columns lie one after another, so that a product may have some of them alone;
  /// 0: it cannot.
  std::int64_t column_grain() const;
  const std::vector<float>& scales() const;  // s8: [N], weight = scale * integer; else empty
  /// s8: [N], what the sums of a row of zeros are, every byte of it being int8_offset(); else empty.
  const std::vector<std::int32_t>& zero_sums() const;
  std::size_t bytes() const;
  /// The float32 weight [out, in] again (exact for f32).
  std::vector<float> unpack() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

/// What happens to a product before it is stored.
enum class Epilogue : std::uint8_t {
  none,
  activate,  // see Setting::activation
  add,       // to what the output holds already
};

/// One product of fixed size. Thread-safe: everything that a call needs is passed in.
class Product {
 public:
  struct Setting {
    std::int64_t rows = 0;          // M
    Element output = Element::f32;  // f32 or bf16; of s8 weights s32
    bool bias = false;
    Epilogue epilogue = Epilogue::none;
    std::int64_t columns = 0;  // of the output; 0: all of the weight's; else a multiple of its column_grain()
    Activation activation = Activation::gelu;  // of Epilogue::activate
  };
  /// The input's element is the weight's; with s8 int8_offset() is added to every byte.
  Product(const PackedWeight& weight, const Setting& setting);
  /// output [M, N] from input [M, K], both row-major and dense; bias [N] float32 or null, as set. scratch:
  /// scratch_bytes(), aligned to 64. Runs on the calling thread's OpenMP threads; see base/threads/team.h.
  /// Of some columns: those of the weight from `first_column` on, a multiple of its column_grain(), and their
  /// biases.
  void run(const PackedWeight& weight, const void* input, const float* bias, void* output, void* scratch,
           std::int64_t first_column = 0) const;
  std::size_t scratch_bytes() const;
  double macs() const;
  std::string implementation() const;  // oneDNN's name of the kernel it chose

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace pyra
