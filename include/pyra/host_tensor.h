// A tensor in host memory without torch: what checkpoint files are read into and written from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pyra {

enum class DType : std::uint8_t { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

/// Bytes of one element.
std::size_t dtype_size(DType dtype);
/// The safetensors spelling: "F32", "BF16", "I64", "BOOL" ...
std::string dtype_name(DType dtype);

/// Dense, row-major, read-only. `data` stays valid as long as `owner` lives (a mapped file or a buffer);
/// copies share it.
struct HostTensor {
  DType dtype = DType::f32;
  std::vector<std::int64_t> shape;
  const std::byte* data = nullptr;
  std::shared_ptr<const void> owner;

  std::int64_t elements() const;
  std::size_t bytes() const;
  /// Copies to float32 from any floating dtype. Throws InputError for an integer dtype.
  std::vector<float> to_float() const;
  /// Copies to int64 from any integer dtype or bool. Throws InputError for a floating dtype.
  std::vector<std::int64_t> to_int64() const;
  /// "F32 [3, 224, 224]", for messages.
  std::string describe() const;
};

/// By name in byte order, as safetensors and the fingerprint want it.
using TensorMap = std::map<std::string, HostTensor>;

/// A float32 tensor that owns a copy of `values`; its size must be the product of `shape` (InputError
/// otherwise).
HostTensor make_tensor(const std::vector<float>& values, std::vector<std::int64_t> shape);
/// An int64 tensor, likewise.
HostTensor make_tensor(const std::vector<std::int64_t>& values, std::vector<std::int64_t> shape);

}  // namespace pyra
